"""公示: what goes on the notice board of each village: names, benefits and amounts, no numbers and nobody's debts.

Names are shown, identity numbers masked whatever is asked for, accounts and grades never printed. What is taken back
from a person is between the person and the bureau: the notice shows what is due, not what was kept back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from vetctl.core.catalogue import t
from vetctl.core.identity import mask_identity
from vetctl.output.paper import Block, Sheet
from vetctl.payments.forms.common import Facts, field, long_day, long_month, title
from vetctl.payments.forms.contact import Contact
from vetctl.payments.forms.lines import PaidLine

_WIDTHS = (6, 14, 24, 34, 14, 13, 14)


def sheets(run: Facts, lines: Sequence[PaidLine], contact: Contact, posted_on: date) -> list[Sheet]:
    """One sheet per township, every village on pages of its own.

    Args:
        posted_on: the first day of the notice.
    """
    return [
        Sheet(
            name=township,
            widths=_WIDTHS,
            parts=[
                [_village(run, township, village, list(mine), contact, posted_on)]
                for village, mine in groupby(there, key=lambda line: line.village)
            ],
            landscape=False,
            each_on_its_own=True,
        )
        for township, there in groupby(lines, key=lambda line: line.township)
    ]


def _village(
    run: Facts, township: str, village: str, lines: Sequence[PaidLine], contact: Contact, posted_on: date
) -> Block:
    last = posted_on + timedelta(days=contact.notice_days - 1)
    return Block(
        title=title(run, "public"),
        left=t("paper.place", township=township, village=village),
        right=t("paper.unit"),
        above=[
            t("paper.public_text", month=long_month(run.month)),
            t("paper.public_period", first=long_day(posted_on), last=long_day(last), days=contact.notice_days),
            contact.complain(run.bureau),
        ],
        fields=[
            field("seq", "int"), field("person", "name"), field("identity"), field("benefit"),
            field("regular_fen", "fen", total=True), field("arrears_fen", "fen", total=True), field("due_fen", "fen", total=True),
        ],
        rows=[
            (number, line.name, mask_identity(line.identity), line.benefit, line.regular_fen, line.arrears_fen, line.gross_fen)
            for number, line in enumerate(lines, 1)
        ],
        together=2,
        below=[t("paper.public_end")],
        signatures=["", t("paper.seal", bureau=run.bureau, day=long_day(posted_on))],
    )  # fmt: skip
