"""The tree stays a tree: three levels, no loops."""

import pytest

from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from mall.catalog.models import Category
from mall.catalog.selectors import branch_ids, category_tree
from mall.catalog.services import CategoryInLoop, CategoryNotFound, CategoryTooDeep, move_category
from tests.factories.catalog import CategoryFactory

pytestmark = pytest.mark.django_db
STELLA = Actor.operator(7)


@pytest.fixture
def tree() -> dict[str, Category]:
    """居家 > 床品 > 被枕, and 餐厨 beside 居家."""
    home = CategoryFactory(name="居家", position=2)
    bedding = CategoryFactory(name="床品", parent=home)
    quilts = CategoryFactory(name="被枕", parent=bedding)
    return {"home": home, "bedding": bedding, "quilts": quilts, "kitchen": CategoryFactory(name="餐厨", position=1)}


def names(nodes) -> list:
    return [(node.name, names(node.children)) for node in nodes]


def test_the_tree_is_read_with_one_query(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = names(category_tree())

    assert found == [("餐厨", []), ("居家", [("床品", [("被枕", [])])])]


def test_what_hangs_below_a_hidden_category_is_hidden_with_it(tree):
    Category.objects.filter(pk=tree["bedding"].pk).update(is_visible=False)

    assert names(category_tree()) == [("餐厨", []), ("居家", [])]
    assert len(branch_ids(tree["home"].pk)) == 3


def test_a_category_moves_with_all_below_it(tree):
    move_category(category_id=tree["bedding"].pk, parent_id=tree["kitchen"].pk, position=3, actor=STELLA)

    assert names(category_tree()) == [("餐厨", [("床品", [("被枕", [])])]), ("居家", [])]
    assert AuditEntry.objects.get().after == {"parent_id": tree["kitchen"].pk, "position": 3}


@pytest.mark.parametrize("target", ["home", "bedding", "quilts"])
def test_a_loop_is_refused(tree, target):
    with pytest.raises(CategoryInLoop):
        move_category(category_id=tree["home"].pk, parent_id=tree[target].pk, position=0, actor=STELLA)
    assert Category.objects.get(pk=tree["home"].pk).parent is None


def test_a_fourth_level_is_refused(tree):
    with pytest.raises(CategoryTooDeep):
        move_category(category_id=tree["kitchen"].pk, parent_id=tree["quilts"].pk, position=0, actor=STELLA)
    with pytest.raises(CategoryTooDeep):
        move_category(category_id=tree["home"].pk, parent_id=tree["kitchen"].pk, position=0, actor=STELLA)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("missing", ["category_id", "parent_id"])
def test_an_unknown_category_is_refused(tree, missing):
    given = {"category_id": tree["home"].pk, "parent_id": tree["kitchen"].pk, missing: 404}

    with pytest.raises(CategoryNotFound):
        move_category(**given, position=0, actor=STELLA)
    assert not AuditEntry.objects.exists()
