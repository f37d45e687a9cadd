"""Reads of regions."""

from kernel.errors import NotFound
from members.regions.models import Region


class RegionNotFound(NotFound):
    code, title = "region_not_found", "行政区划不存在"


def get_region_path(*, district_code: str) -> tuple[Region, Region, Region]:
    """Return province, city and district of a district code.

    :raises RegionNotFound: no such district.
    """
    path: list[Region] = []
    code = district_code
    for level in (Region.Level.DISTRICT, Region.Level.CITY, Region.Level.PROVINCE):
        region = Region.objects.filter(level=level, code=code).first()
        if region is None:
            raise RegionNotFound
        path.append(region)
        code = region.parent_code
    district, city, province = path
    return province, city, district


def region_choices() -> list[tuple[str, str]]:
    """Return provinces and cities as (code, name) for a form; a city carries its province's name. One query."""
    rows = list(Region.objects.filter(level__in=(Region.Level.PROVINCE, Region.Level.CITY)).order_by("code", "level"))
    provinces = {region.code: region.name for region in rows if region.level == Region.Level.PROVINCE}
    cities = [region for region in rows if region.level == Region.Level.CITY]
    named = [(city.code, f"{provinces.get(city.parent_code, '')} {city.name}") for city in cities]
    return sorted([*provinces.items(), *named])
