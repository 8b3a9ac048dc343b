"""pyscard: talks with smart cards, by PC/SC's library; here where no reader is: what the library says, and what answers and commands mean.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["PCSCLITE_CSOCK_NAME"] = tempfile.mkdtemp() + "/none"   # no daemon of the machine
from smartcard import scard, System
from smartcard.ATR import ATR
from smartcard.pcsc.PCSCExceptions import EstablishContextException
from smartcard.sw.ISO7816_4ErrorChecker import ISO7816_4ErrorChecker
from smartcard.sw.SWExceptions import CheckingErrorException, SWException
from smartcard.util import PACK, toASCIIString, toBytes, toHexString
result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
assert result == scard.SCARD_E_NO_SERVICE, (result, scard.SCardGetErrorMessage(result))
assert "ervice" in scard.SCardGetErrorMessage(result), scard.SCardGetErrorMessage(result)   # pcsclite's own words
assert scard.SCardGetErrorMessage(scard.SCARD_S_SUCCESS) != scard.SCardGetErrorMessage(scard.SCARD_E_TIMEOUT) and scard.resourceManager == "pcsclite"
assert scard.SCARD_CTL_CODE(3400) == 0x42000000 + 3400
try: System.readers()
except EstablishContextException as error: assert "ervice" in str(error), error
else: raise AssertionError("readers without a service")
atr = ATR([0x3B, 0x9E, 0x95, 0x80, 0x1F, 0xC3, 0x80, 0x31, 0xA0, 0x73, 0xBE, 0x21, 0x13, 0x67, 0x29, 0x02, 0x01, 0x01, 0x81, 0xCD, 0xB9])
assert atr.isT0Supported() and atr.isT15Supported() and not atr.isT1Supported(), atr.getSupportedProtocols()
assert len(atr.getHistoricalBytes()) == 14 and atr.getClockRateConversion() == 512 and atr.getBitRateFactor() == 16 and atr.hasChecksum, (atr.getHistoricalBytes(), atr.getClockRateConversion(), atr.getBitRateFactor())
assert toHexString(toBytes("3B65 0000 9C02"), PACK) == "3B6500009C02" and toASCIIString([0x73, 0x6E, 0x6F, 0x77]) == "snow"
chain = ISO7816_4ErrorChecker()
chain([], 0x90, 0x00)
for sw1, sw2 in ((0x6A, 0x82), (0x63, 0xC2), (0x69, 0x82)):
    try: chain([], sw1, sw2)
    except SWException as error: assert str(error), error
    else: raise AssertionError((sw1, sw2))
try: chain([], 0x6A, 0x82)
except CheckingErrorException as error: assert "not found" in str(error).lower(), error
