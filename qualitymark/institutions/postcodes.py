"""Which nation does a postcode suggest? A suggestion only: a person confirms it.

Sources: Royal Mail's postcode areas, and the tables of districts and local authorities in Wikipedia's articles on the CH, SY, LL, LD,
NP, HR, GL, TD, DG and CA postcode areas (https://en.wikipedia.org/wiki/SY_postcode_area and so on; read in 2026). Where the rest of an
area lies in one nation but a district crosses a border, or where a table leaves doubt, the district stands in BORDER and a person looks.
"""

import re
from dataclasses import dataclass

from .models import Nation

ENGLAND = [
    "AL",
    "B",
    "BA",
    "BB",
    "BD",
    "BH",
    "BL",
    "BN",
    "BR",
    "BS",
    "CB",
    "CM",
    "CO",
    "CR",
    "CT",
    "CV",
    "CW",
    "DA",
    "DE",
    "DH",
    "DL",
    "DN",
    "DT",
    "DY",
    "E",
    "EC",
    "EN",
    "EX",
    "FY",
    "GL",
    "GU",
    "HA",
    "HD",
    "HG",
    "HP",
    "HU",
    "HX",
    "IG",
    "IP",
    "KT",
    "L",
    "LA",
    "LE",
    "LN",
    "LS",
    "LU",
    "M",
    "ME",
    "MK",
    "N",
    "NE",
    "NG",
    "NN",
    "NR",
    "NW",
    "OL",
    "OX",
    "PE",
    "PL",
    "PO",
    "PR",
    "RG",
    "RH",
    "RM",
    "S",
    "SE",
    "SG",
    "SK",
    "SL",
    "SM",
    "SN",
    "SO",
    "SP",
    "SR",
    "SS",
    "ST",
    "SW",
    "TA",
    "TF",
    "TN",
    "TQ",
    "TR",
    "TS",
    "TW",
    "UB",
    "W",
    "WA",
    "WC",
    "WD",
    "WF",
    "WN",
    "WR",
    "WS",
    "WV",
    "YO",
    "CA",
    "CH",
    "HR",
    "SY",
]
SCOTLAND = ["AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE"]
WALES = ["CF", "LD", "LL", "NP", "SA"]
NORTHERN_IRELAND = ["BT"]
AREAS = (
    dict.fromkeys(ENGLAND, Nation.ENGLAND)
    | dict.fromkeys(SCOTLAND, Nation.SCOTLAND)
    | dict.fromkeys(WALES, Nation.WALES)
    | dict.fromkeys(NORTHERN_IRELAND, Nation.NORTHERN_IRELAND)
)
# Districts in another nation than the rest of their area.
DISTRICTS = {f"SY{number}": Nation.WALES for number in range(15, 26)}
DISTRICTS |= {f"CH{number}": Nation.WALES for number in range(5, 9)}
DISTRICTS |= {"TD15": Nation.ENGLAND, "HR3": Nation.WALES}
# Districts that cross a border, or may: a person looks.
BORDER = frozenset(
    [
        "CH1",
        "CH4",
        "CH5",
        "SY5",
        "SY7",
        "SY8",
        "SY9",
        "SY10",
        "SY11",
        "SY13",
        "SY14",
        "SY15",
        "SY20",
        "SY21",
        "SY22",
        "LL12",
        "LL13",
        "LL14",
        "LL20",
        "LD1",
        "LD6",
        "LD7",
        "LD8",
        "NP7",
        "NP16",
        "NP25",
        "HR2",
        "HR3",
        "HR5",
        "HR9",
        "GL15",
        "GL16",
        "TD5",
        "TD8",
        "TD9",
        "TD12",
        "TD15",
        "DG14",
        "DG16",
        "CA6",
        "CA8",
        "NE48",
        "NE71",
    ]
)
ELSEWHERE = frozenset({"JE", "GY", "IM", "BF", "BX", "XX"})  # the Crown dependencies, the forces, and addresses of no place
POSTCODE = re.compile(r"^([A-Z]{1,2})(\d[A-Z\d]?)\s*(\d[A-Z]{2})?$")


@dataclass(frozen=True)
class Suggestion:
    """`nation` is empty where nothing can be said; `look` says that a person must look, and `why` in words of the report."""

    nation: str
    look: bool
    why: str = ""


def suggested_nation(postcode: str) -> Suggestion:
    """The nation of a postcode in any spelling; never raises."""
    found = POSTCODE.match(" ".join(postcode.upper().split()))
    if found is None:
        return Suggestion("", True, "no postcode that can be read" if postcode.strip() else "no postcode")
    area, district = found[1], f"{found[1]}{found[2]}"
    if area in ELSEWHERE or area not in AREAS:
        return Suggestion("", True, f"{area} is outside the four nations or not known")
    nation = DISTRICTS.get(district, AREAS[area])
    if district in BORDER:
        return Suggestion(nation, True, f"{district} crosses a border")
    return Suggestion(nation, False)
