"""The stylesheet and the scripts of pages are joined from the modules of `static/`."""

from __future__ import annotations

import pytest
from tests.support.cases import for_each_case

from habitlog.web.bundles import SCRIPTS, STYLESHEETS, ModuleNotJoinable, join_scripts
from habitlog.web.static_files import STATIC_DIR

ON_ITS_OWN = {"invitation-code.js", "password-reset.js", "service-worker.js"}
"""Scripts that are not joined: one of a few pages, and the one that browsers run beside pages."""


def read_scripts() -> dict[str, str]:
    return {path.name: path.read_text() for path in STATIC_DIR.glob("*.js")}


def test_every_stylesheet_is_in_the_bundle() -> None:
    assert sorted(STYLESHEETS) == sorted([*(path.name for path in STATIC_DIR.glob("*.css")), "pillars.css"])


def test_every_script_is_in_a_bundle() -> None:
    joined = "".join(join_scripts(entries, read_scripts()) for entries in SCRIPTS.values())
    assert {name for name in read_scripts() if f'run("{name}"' not in joined} == ON_ITS_OWN


def test_imported_module_runs_first_and_once() -> None:
    modules = {
        "a.js": 'import { one } from "./c.js";\none();\n',
        "b.js": 'import {\n  one as first, Two,\n} from "./c.js";\nexport const three = first;\n',
        "c.js": "// A comment.\nexport async function one() {}\nexport class Two {}\nconst own = 1;\n",
    }
    joined = join_scripts(("a.js", "b.js"), modules)
    assert [joined.count(f'run("{name}"') for name in modules] == [1, 1, 1]
    assert joined.index('run("c.js"') < joined.index('run("a.js"') < joined.index('run("b.js"')
    assert 'const { one: first, Two, } = exported["c.js"];' in joined
    assert "return { one, Two };" in joined
    assert "comment" not in joined


@for_each_case(
    "text",
    [
        'import * as all from "./c.js";\n',
        'import "./c.js";\n',
        'import { one } from "https://example.org/c.js";\n',
        'import { one } from "./missing.js";\n',
        'import { one } from "./a.js";\n',
        "export default 1;\n",
        "export let one = 1;\n",
        "export { one };\n",
        "await 1;\n",
        'const found = import("./c.js");\n',
        "const here = import.meta.url;\n",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ModuleNotJoinable):
        join_scripts(("a.js",), {"a.js": text, "c.js": "export const one = 1;\n"})
