"""The sixteen townships and about three hundred made-up villages.

Township names and codes are the real ones; the villages are not, and nobody lives in them.
"""

from __future__ import annotations

from random import Random

from .model import Town, Village

COUNTY_CODE = "330326000000"
TWIN_NAME = "埭头村"
TWIN_TOWNS = ("鳌江镇", "水头镇")
MERGED_TOWN = "万全镇"
MERGED_NAME = "旧埠村"
PSEUDO_CODE = "330326401000"
PSEUDO_NAME = "滨海新区"

TOWNS = (
    Town("100", "昆阳镇", 69, 32, "A"),
    Town("101", "鳌江镇", 99, 46, "B"),
    Town("102", "水头镇", 78, 37, "A"),
    Town("103", "萧江镇", 60, 28, "C"),
    Town("105", "腾蛟镇", 51, 24, "B"),
    Town("107", "山门镇", 29, 14, "D"),
    Town("108", "顺溪镇", 32, 15, "A"),
    Town("109", "南雁镇", 16, 8, "C"),
    Town("117", "万全镇", 64, 30, "D"),
    Town("118", "海西镇", 20, 9, "B"),
    Town("119", "南麂镇", 11, 5, "A"),
    Town("120", "麻步镇", 41, 19, "C"),
    Town("121", "凤卧镇", 13, 6, "D"),
    Town("122", "怀溪镇", 25, 12, "B"),
    Town("214", "青街畲族乡", 11, 5, "A", ".xls"),
    Town("217", "闹村乡", 20, 9, "C", ".csv"),
)

FIRST_CHARACTERS = "云松竹梅柏岩石金银青白红龙凤鹤鹿丰泰安宁瑞吉庆兴荷菱桂枫榕樟溪潭沙浪"
SECOND_CHARACTERS = "垟岙埠湾坑浦塘桥堡岭洋庄坪田屿林垵"


def villages() -> list[Village]:
    """Return the villages in force in 2020, in code order."""
    rng = Random("vetctl/places")
    names = [first + second for first in FIRST_CHARACTERS for second in SECOND_CHARACTERS]
    rng.shuffle(names)
    found: list[Village] = []
    for town in TOWNS:
        communities = town.demo_villages // 8
        for at in range(town.demo_villages):
            is_community = at < communities
            number = at + 1 if is_community else 200 + at - communities
            name = names.pop() + ("社区" if is_community else "村")
            if town.name in TWIN_TOWNS and at == town.demo_villages - 1:
                name = TWIN_NAME
            found.append(Village(f"330326{town.code}{number:03d}", name, town))
    return found
