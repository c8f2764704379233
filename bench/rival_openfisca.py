"""The month by OpenFisca's own means: dated parameters, one variable for each benefit, a vector calculation.

Written the way its country packages are: amounts in yuan, as float variables, which OpenFisca keeps in 32 bits. It
works out the regular payment of one month; earlier payments, back-pay, holds and runs are outside its world.

    python bench/rival_openfisca.py county.db 2021-01 2021-01-25
"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

RUN = 2_000_000
BENEFITS = ("age_60_service", "war_test", "disability_pension", "survivors_pension", "ill_returned", "martyrs_children")
PERSON = Entity("person", "persons", "A person", "")
