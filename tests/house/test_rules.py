"""Every numbered rule has a test that carries its number; those of later issues stand on a list that only shrinks."""

import ast
import re

from tests.house import sources
from tests.house.sources import ROOT

# Rules whose rooms do not exist yet. A rule that gets a test must leave the list.
NOT_YET = {
    "2.2", "2.3", "3.4", "3.5", "5.7", "6.1", "6.2", "6.3", "7.1", "7.2", "7.3", "7.4", "7.5", "8.2", "8.3", "8.4",
    "8.5", "8.6", "11.1", "11.2", "11.3", "11.4", "11.5", "11.6", "11.7",
}  # fmt: skip


def numbered_rules() -> set[str]:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf8")
    return set(re.findall(r"^- (\d+\.\d+) ", text, flags=re.MULTILINE))


def rules_with_a_test() -> set[str]:
    return {
        argument.value
        for source in sources.every_test()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_the_rules_are_read() -> None:
    assert {"1.1", "4.4", "13.4"} <= numbered_rules()


def test_every_rule_has_a_test_or_waits_for_its_issue() -> None:
    assert numbered_rules() - rules_with_a_test() - NOT_YET == set()


def test_no_rule_waits_that_has_a_test() -> None:
    assert NOT_YET & rules_with_a_test() == set()


def test_no_test_carries_a_number_that_is_not_a_rule() -> None:
    assert rules_with_a_test() - numbered_rules() == set()
