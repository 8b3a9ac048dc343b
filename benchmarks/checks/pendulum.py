"""pendulum: dates and times with zones, durations and a parser.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime
import pendulum
from pendulum import _pendulum   # the parser and the arithmetic that are compiled
assert pendulum.parsing.parse_iso8601 is _pendulum.parse_iso8601
moment = pendulum.parse("2024-03-31T01:30:00", tz="Europe/Paris")
assert moment.add(hours=1).isoformat() == "2024-03-31T03:30:00+02:00" and moment.is_dst() is False and moment.add(hours=1).is_dst() is True
assert pendulum.parse("2012W05") == pendulum.datetime(2012, 1, 30) and pendulum.parse("2012-007").day == 7 and pendulum.parse("20161001T143028.123456Z").microsecond == 123456
assert pendulum.parse("P2Y3M10DT2H30M").in_words() == "2 years 3 months 1 week 3 days 2 hours 30 minutes"
born = pendulum.datetime(2000, 2, 29)
apart = pendulum.datetime(2024, 3, 1, 12) - born
assert (apart.years, apart.months, apart.remaining_days, apart.hours) == (24, 0, 1, 12) and apart.in_days() == 8767, apart
assert [day.to_date_string() for day in pendulum.interval(pendulum.date(2024, 2, 28), pendulum.date(2024, 3, 1)).range("days")] == ["2024-02-28", "2024-02-29", "2024-03-01"]
assert born.in_timezone("Asia/Tokyo").to_datetime_string() == "2000-02-29 09:00:00"
assert born.format("dddd D MMMM YYYY", locale="fr") == "mardi 29 f\u00e9vrier 2000" and born.diff_for_humans(born.add(days=3)) == "3 days before"
assert pendulum.instance(datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)).week_of_year == 1
