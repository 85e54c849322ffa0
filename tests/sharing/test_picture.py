"""The card's picture: nothing overflows, whatever the contents."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image, ImageChops
from pytest_django import Settings

from tests.web import SVG
from timeline.chart.binned import CountedScene
from timeline.chart.bins import plan_bins
from timeline.chart.chart import Scene
from timeline.chart.shapes import Chart, ChartEvent, Lane
from timeline.chart.sizes import CARD
from timeline.dates.edtf import parse
from timeline.sharing import fonts
from timeline.sharing.picture import HEIGHT, WIDTH, Content, Picture, draw_picture, render_png
from timeline.sharing.plot import LANES_HEIGHT

TITLES = {
    "plain": "The long road to one phone call",
    "very long": "A title that goes on and on " * 7,
    "one long word": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3,
    "Cyrillic": "Долгая дорога к одному телефонному звонку",
    "Greek": "Ο μακρύς δρόμος προς ένα τηλεφώνημα",
    "Arabic": "الطريق الطويل إلى مكالمة هاتفية واحدة، 2025",
    "Hebrew": "הדרך הארוכה לשיחת טלפון אחת",
    "mixed": "Łódź, Путин и دونالد ترامب & <b> 🔥",
    "Vietnamese": "Đường dài đến một cuộc gọi",
    "empty": "",
}
NAMES = ("Crimea", "The call", "Президенты и Путин", "A lane with a very long name " * 4)


def chart(lanes: int = 4, events: int = 12) -> Chart:
    drawn = [Lane(f"l{n}", NAMES[n % len(NAMES)], n + 1) for n in range(lanes)]
    dates = ["1783?", "1853/1856", "1954", "2014-03-18", "2022-02", "2025-03-18T10:00:00"]
    made = [
        ChartEvent(str(n), "/", "", f"l{n % lanes}", 3, parse(dates[n % 6]), "name")
        for n in range(events)
    ]
    return Scene(made, drawn).chart(CARD.for_lanes(lanes, LANES_HEIGHT))


def content(title: str = "A call", **more: str) -> Content:
    filled = {"headline": "18 March 2025, 10:00 ET / 14:00 UTC", "note": "Events.", **more}
    return Content("newsdesk.example", title, lines=("Reuters live page, post 18",), **filled)


def image(drawing: Picture) -> Image.Image:
    data = render_png(drawing)
    assert len(data) <= 300_000
    with Image.open(io.BytesIO(data)) as found:
        assert (found.format, found.size) == ("PNG", (WIDTH, HEIGHT))
        return found.convert("RGB")


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything is drawn inside the box."""
    white = Image.new("RGB", picture.size, "#fff")
    return ImageChops.difference(picture, white).crop(box).getbbox() is not None


def words(drawing: Picture) -> str:
    root = fromstring(drawing.svg)  # noqa: S314 - our own
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("lanes", [1, 4, 8])
def test_nothing_runs_over(title: str, lanes: int) -> None:
    drawing = draw_picture(content(TITLES[title], quote="x" * 90), chart(lanes))
    picture = image(drawing)
    assert not ink(picture, (0, 10, 68, HEIGHT)), "left margin"
    assert not ink(picture, (1140, 10, WIDTH, HEIGHT)), "right margin"
    assert not ink(picture, (0, 625, WIDTH, HEIGHT)), "foot"
    assert not ink(picture, (60, 332, 1140, 340)), "between words and chart"
    assert ink(picture, (72, 100, 1128, 330))
    assert ink(picture, (72, 350, 1128, 560))


def test_counts_are_drawn_as_bars() -> None:
    plan = plan_bins((0, 200 * 31_556_952))
    counts = {"l0": [n % 7 for n, _range in enumerate(plan.sort_ranges)]}
    size = CARD.for_lanes(1, LANES_HEIGHT)
    binned = CountedScene(plan, counts, [Lane("l0", "Crimea", 2)]).chart(size)
    colours = {
        colour for _count, colour in image(draw_picture(content(), binned)).getcolors(10**6) or []
    }
    assert tuple(bytes.fromhex("b3470a")) in colours


def test_what_steps_back_never_adds_up_to_what_does_not() -> None:
    lane = Lane("l0", "Crimea", 2)
    same = [
        ChartEvent(str(n), "/", "", "l0", 3, parse("2014-03-18"), "", faded=True) for n in range(40)
    ]
    picture = image(
        draw_picture(content(), Scene(same, [lane]).chart(CARD.for_lanes(1, LANES_HEIGHT)))
    )
    assert picture.crop((0, 340, WIDTH, 560)).getcolors(10**6)
    colours = {colour for _n, colour in picture.crop((0, 340, WIDTH, 560)).getcolors(10**6) or []}
    assert tuple(bytes.fromhex("b3470a")) not in colours


def test_a_sparse_chart_and_none_at_all_are_drawn() -> None:
    assert ink(image(draw_picture(content(), chart(1, 1))), (72, 350, 1128, 560))
    bare = image(draw_picture(content(note="Events with the words “zebra”."), chart(1, 0)))
    assert not ink(bare, (0, 350, WIDTH, HEIGHT))
    assert ink(bare, (72, 100, 1128, 330))


def test_letters_come_from_fonts_of_ours_and_of_no_one_else() -> None:
    drawing = draw_picture(content(TITLES["mixed"]), chart())
    ours = {path.name for path in Path(fonts.__file__).parent.joinpath("fonts").iterdir()}
    assert {Path(path).name for path in drawing.fonts} <= ours
    assert {"NotoSerif-Medium.ttf", "NotoNaskhArabic-Medium.ttf"} <= {
        Path(path).name for path in drawing.fonts
    }


@pytest.mark.parametrize("title", ["ข่าว", "Trump ข่าว", "电话"])
def test_a_title_that_no_font_has_gives_way_to_the_dates(title: str) -> None:
    found = words(draw_picture(content(title, headline="1783–2025"), chart()))
    assert not set(title) & set(found) - set("Trump ")
    assert "1783–2025" in found
    assert "Trump" not in found
    named = draw_picture(content(note="Events with ข่าว.", quote="ข่าว"), chart())
    assert "Events with" not in words(named)


def test_a_folder_of_fonts_helps(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("serif", "sans", "bold"):
        getattr(fonts, name).cache_clear()
    source = Path(fonts.__file__).parent / "fonts" / "NotoSerif-Medium.ttf"
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "extra.ttf").write_bytes(source.read_bytes())
    (tmp_path / "README").write_text("no font")
    (tmp_path / "nor these.ttf").mkdir()
    (tmp_path / "gone.ttf").symlink_to(tmp_path / "nowhere.ttf")
    settings.CARD_FONTS = str(tmp_path)
    try:
        for faces in (fonts.serif(), fonts.sans()):
            assert faces[-1].path.name == "extra.ttf"
        assert [Path(line).name for line in caplog.messages] == ["gone.ttf", "nor these.ttf"]
    finally:
        for name in ("serif", "sans", "bold"):
            getattr(fonts, name).cache_clear()


def test_what_stands_on_it_stays_text() -> None:
    attack = '</text><script>alert(1)</script>"><image href="http://evil.example/"/>'
    drawing = draw_picture(content(attack, note=attack, quote=attack), chart())
    names = {element.tag for element in fromstring(drawing.svg).iter()}  # noqa: S314 - our own
    assert not {f"{SVG}script", f"{SVG}image"} & names
    assert "evil" not in re.sub(r">[^<]*<", "><", drawing.svg)


def test_it_is_said_in_words() -> None:
    said = Content("x", "A call?", "18 March", ("post 7",), "Events.", "on Monday").sentences
    assert said == "A call? Events. 18 March. “on Monday”. post 7."
    said = Content("x", "The road", "48 events", ("of 62",), "With a topic").sentences
    assert said == "The road. With a topic. 48 events, of 62."


def test_the_signs_of_all_eight_lanes_are_seen() -> None:
    picture = image(draw_picture(content(), chart(8, 48)))
    colours = {colour for _count, colour in picture.getcolors(1_000_000) or []}
    for lane in ("#0b5fa5", "#b3470a", "#00725b", "#5a636c"):
        assert tuple(bytes.fromhex(lane[1:])) in colours
