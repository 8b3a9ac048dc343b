"""python-gammu: talks to mobile phones, by libGammu (here: to the phone that libGammu itself plays from files).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, os, tempfile
import gammu
d = tempfile.mkdtemp(); os.makedirs(d + "/phone/sms/1")
for folder in ("sms/2", "sms/3", "sms/4", "sms/5", "pbk/ME", "pbk/SM", "note", "calendar", "todo", "alarm", "fs"): os.makedirs(f"{d}/phone/{folder}", exist_ok=True)
open(d + "/gammurc", "w").write(f"[gammu]\nmodel = dummy\nconnection = none\ndevice = {d}/phone\n")
machine = gammu.StateMachine(); machine.ReadConfig(Filename=d + "/gammurc"); machine.Init()
assert machine.GetManufacturer() == "Gammu" and machine.GetModel()[0] == "unknown" and len(machine.GetIMEI()) >= 14, (machine.GetModel(), machine.GetIMEI())
entry = {"MemoryType": "ME", "Location": 1, "Entries": [{"Type": "Number_General", "Value": "+431234567"}, {"Type": "Text_Name", "Value": "Schneefl\u00f6ckchen"}]}
place = machine.AddMemory(entry)
found = {e["Type"]: e["Value"] for e in machine.GetMemory("ME", place)["Entries"]}
assert found["Number_General"] == "+431234567" and found["Text_Name"] == "Schneefl\u00f6ckchen" and machine.GetMemoryStatus("ME")["Used"] == 1, found
when = datetime.datetime(2031, 1, 2, 3, 4)
place = machine.AddCalendar({"Type": "MEETING", "Location": 0, "Entries": [{"Type": "START_DATETIME", "Value": when}, {"Type": "TEXT", "Value": "Ski"}]})
assert {e["Type"]: e["Value"] for e in machine.GetCalendar(place)["Entries"]}["START_DATETIME"].replace(tzinfo=None) == when, machine.GetCalendar(place)
message = {"Text": "Snow falls", "SMSC": {"Location": 1}, "Number": "800123465"}
assert isinstance(machine.SendSMS(message), int)
place, folder = machine.AddSMS({**message, "Folder": 2, "SMSC": {"Number": "+420"}})
kept = machine.GetSMS(folder, place)[0]; assert kept["Text"] == "Snow falls" and kept["Number"] == "800123465", kept
# Long messages are several, in UCS 2; pictures of a phone's own formats; vCards.
long = {"Class": -1, "Unicode": True, "Entries": [{"ID": "ConcatenatedTextLong", "Buffer": "\u0421\u043d\u0435\u0433 " * 40}]}
parts = gammu.EncodeSMS(long); assert len(parts) == 3 and all(p["UDH"]["AllParts"] == 3 for p in parts), parts
assert gammu.DecodeSMS(parts)["Entries"][0]["Buffer"] == "\u0421\u043d\u0435\u0433 " * 40
joined = gammu.LinkSMS([[part] for part in reversed(parts)]); assert len(joined) == 1 and len(joined[0]) == 3, joined
pdu = gammu.EncodePDU({**parts[1], "Number": "123456", "SMSC": {"Number": "+420"}}, "Submit")
assert gammu.DecodePDU(pdu)["UDH"]["PartNumber"] == 2 and "\u0421\u043d\u0435\u0433" in gammu.DecodePDU(pdu)["Text"], pdu
card = gammu.EncodeVCARD(entry); assert "BEGIN:VCARD" in card and "+431234567" in card, card
assert {"Type": "Number_General", "Value": "+431234567"}.items() <= next(e for e in gammu.DecodeVCARD(card)["Entries"] if e["Type"].startswith("Number")).items()
machine.Terminate()
