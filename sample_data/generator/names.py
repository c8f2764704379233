"""Made-up names: frequent surnames of the region with invented given names.

Refuses to look at any list of real people; a name that exists somewhere is chance.
"""

from __future__ import annotations

from random import Random

SURNAMES = (
    "陈陈陈陈陈林林林林黄黄黄李李李王王王吴吴张张叶叶郑郑周周徐徐朱杨谢潘金温苏白蔡曾"
    "章胡薛卢应池钱夏毛项董伍缪易庄游宋倪梁余施尤方江许邱雷蓝钟"
)
MINORITY_SURNAMES = "蓝蓝蓝雷雷雷钟钟钟李吴"
COMPOUND_SURNAMES = ("欧阳", "上官")
MEN_FIRST = "国建永志文德明振加克宗立昌成正世孝光庆圣上小大作传定"
MEN_SECOND = "华明平军强生福财根林和云海兴发良忠义龙杰清贵荣祥光银弟松来才"
WOMEN_FIRST = "秀美爱素彩月玉桂香春金银小阿"
WOMEN_SECOND = "英兰花珍梅娟莲香凤琴芳妹菊钗珠云红"
RARE_SECOND = "䶮㛃垟焜犇堃喆"


def surname(rng: Random, *, minority: bool) -> str:
    """Draw a surname."""
    if rng.randrange(400) == 0:
        return rng.choice(COMPOUND_SURNAMES)
    return rng.choice(MINORITY_SURNAMES if minority and rng.randrange(3) else SURNAMES)


def full_name(rng: Random, *, male: bool, minority: bool = False) -> str:
    """Draw a full name; one in three given names has a single character, as was usual."""
    firsts, seconds = (MEN_FIRST, MEN_SECOND) if male else (WOMEN_FIRST, WOMEN_SECOND)
    second = rng.choice(RARE_SECOND) if rng.randrange(300) == 0 else rng.choice(seconds)
    given = second if rng.randrange(4) == 0 else rng.choice(firsts) + second
    return surname(rng, minority=minority) + given
