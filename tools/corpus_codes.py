"""The short names that the annotated sources of tools/corpus/ use, and the fields of a fact."""

from __future__ import annotations

from typing import Any

INDICATORS = {
    "pov": "poverty_incidence",
    "poor": "poor_population",
    "lift": "people_lifted_out_of_poverty",
    "hlift": "households_lifted_out_of_poverty",
    "vlift": "villages_lifted_out_of_poverty",
    "clift": "counties_lifted_out_of_poverty",
    "line": "poverty_line",
    "dinc": "disposable_income_per_capita",
    "ninc": "net_income_per_capita",
    "hinc": "household_income",
    "funds": "funds",
    "loans": "loans",
    "contract": "contract_value",
    "reloc": "people_relocated",
    "train": "people_trained",
    "emp": "people_employed",
    "dibao": "minimum_living_standard",
    "gdp": "gdp",
    "out": "output_value",
    "sales": "sales_revenue",
    "tour": "tourists",
    "pop": "population",
    "road": "road_length",
    "water": "drinking_water_beneficiaries",
    "house": "housing_renovated",
    "area": "area_planted",
}
FIXED: dict[str, dict[str, str]] = {
    "~": {"modifier": "approx"},
    ">": {"modifier": "more_than"},
    ">=": {"modifier": "at_least"},
    "<": {"modifier": "less_than"},
    "<=": {"modifier": "at_most"},
    "ch": {"role": "change"},
    "up": {"direction": "up"},
    "dn": {"direction": "down"},
    "pl": {"status": "planned"},
    "ac": {"status": "actual"},
    "P": {"kind": "people", "unit": "person"},
    "%": {"kind": "percent", "unit": "percent"},
    "pp": {"kind": "percent", "unit": "percentage_point"},
    "x": {"kind": "multiple", "unit": "times"},
} | {short: {"indicator": name} for short, name in INDICATORS.items()}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
CURRENCY_SIGNS = {
    "yuan": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "￥": "CNY",
    "HK$": "HKD",
    "$": "USD",
    "USD": "USD",
    "U.S. dollars": "USD",
    "£": "GBP",
    "€": "EUR",
    "euros": "EUR",
    "₹": "INR",
    "Rs": "INR",
    "rupees": "INR",
    "yen": "JPY",
    "R$": "BRL",
    "KSh": "KES",
}
OPENERS = {"{": "}", "«": "»", "‹": "›"}
DEFAULTS: dict[str, Any] = {
    "role": "level",
    "direction": "none",
    "status": "actual",
    "modifier": "exact",
    "per": None,
    "indicator": None,
    "place": None,
    "period": (None, None),
    "baseline": (None, None),
    "programme": None,
}
FACT_FIELDS = (
    *("start", "end", "quote", "kind", "value_low", "value_high", "modifier", "unit", "per", "topic"),
    *("indicator", "role", "direction", "status", "place_code", "place_name", "period_start", "period_end"),
    *("baseline_start", "baseline_end", "programme"),
)
