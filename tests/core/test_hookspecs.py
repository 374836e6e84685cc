"""The hook specifications and the names by which the registry finds them."""

import inspect
import subprocess
import sys

import pytest
from sysprobe.hookspecs import CAPABILITIES, DOMAINS, specification


def specified(spec):
    return [name for name, each in vars(spec).items() if hasattr(each, "sysprobe_spec")]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_listed_names_are_the_specified_ones(domain):
    assert list(DOMAINS[domain]) == specified(specification(domain))


def test_a_hook_belongs_to_one_domain():
    assert len(CAPABILITIES) == sum(map(len, DOMAINS.values()))


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_hook_has_no_default_arguments(domain):
    for name in specified(specification(domain)):
        parameters = inspect.signature(getattr(specification(domain), name)).parameters.values()
        assert all(each.default is each.empty for each in parameters), name


def test_one_capability_costs_one_domain():
    code = "import sys, sysprobe; sysprobe.virtual_memory(); print([m for m in sys.modules if 'sysprobe.types' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['sysprobe.types', 'sysprobe.types._record', 'sysprobe.types.memory']"
