"""A real Chromium without a window, driven by its own protocol through two pipes.

The protocol needs no package and no port: what a test does not ask for does not happen. A browser
that is not installed skips the test. What the page wrote to the console and what it asked the
network for is kept, for :meth:`Tab.check_silence`.
"""

import base64
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from kb.clock import monotonic_seconds

PATIENCE: Final = 60
"""Seconds. A machine that is busy is slow."""
PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-sandbox",  # root may not have one
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "about:blank",
)
_KEYS: Final = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Tab": (9, ""),
    "Backspace": (8, ""),
    " ": (32, " "),
    "ArrowLeft": (37, ""),
    "ArrowUp": (38, ""),
    "ArrowRight": (39, ""),
    "ArrowDown": (40, ""),
}
"""The codes of keys that are no letters, and the text that they type."""
_CENTRE: Final = """
(() => {
  const box = document.querySelector(SELECTOR);
  if (!box) return null;
  box.scrollIntoView({block: "center", behavior: "instant"});
  const {x, y, width, height} = box.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
})()
"""


class Browser:
    """A browser that runs."""

    def __init__(self, program: str, profile: str) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # Bash moves the pipes to where the browser looks for them: other shells know only ten.
        line = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", line, "-", program, f"--user-data-dir={profile}", *_OPTIONS],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._number = 0
        self.tabs: dict[str, Tab] = {}

    def ask(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers to a command of its protocol."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters}
        os.write(
            self._out,
            json.dumps(order | ({"sessionId": session} if session else {})).encode() + b"\0",
        )
        end = monotonic_seconds() + PATIENCE
        while True:
            message = self._next(end)
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result

    def listen(self, seconds: float) -> None:
        """Take in what happens in so many seconds."""
        end = monotonic_seconds() + seconds
        try:
            while True:
                self._next(end)
        except TimeoutError:
            return

    def new_tab(self) -> "Tab":
        """Return a tab that shares no cookies with others."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        tab = Tab(browser=self, session=attached["sessionId"])
        self.tabs[tab.session] = tab
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.ask(f"{domain}.enable")
        return tab

    def close(self) -> None:
        """End the browser."""
        os.close(self._out)
        try:
            self._process.wait(timeout=PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._in)

    def _next(self, end: float) -> dict[str, Any]:
        """Return the next message; an event is told to its tab."""
        while b"\0" not in self._buffer:
            left = end - monotonic_seconds()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise TimeoutError("the browser said nothing")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self._buffer += part
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if (tab := self.tabs.get(message.get("sessionId", ""))) and "method" in message:
            tab.happened(message["method"], message["params"])
        return message


@dataclass(slots=True, kw_only=True)
class Tab:
    """A tab, and what happened in it."""

    browser: Browser
    session: str
    console: list[str] = field(default_factory=list)
    """Everything that was written there, errors of scripts and refusals of the policy included."""
    requests: list[str] = field(default_factory=list)
    """The addresses of all requests."""

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers to a command about this tab."""
        return self.browser.ask(method, self.session, **parameters)

    def happened(self, event: str, about: Mapping[str, Any]) -> None:
        """Keep what a test asks for later."""
        if event == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif event == "Runtime.consoleAPICalled":
            words = [str(word.get("value", word.get("description"))) for word in about["args"]]
            self.console.append(f"{about['type']}: {' '.join(words)}")
        elif event == "Runtime.exceptionThrown":
            self.console.append(json.dumps(about["exceptionDetails"]))
        elif event == "Log.entryAdded":
            self.console.append(f"{about['entry']['level']}: {about['entry']['text']}")

    def show_as(
        self, width: int, height: int, *, dark: bool = False, touch: bool = False, zoom: float = 1
    ) -> None:
        """Take the size of a screen, in CSS pixels at 100 %, and what its user has chosen."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=round(width / zoom),
            height=round(height / zoom),
            deviceScaleFactor=zoom,
            mobile=touch,
        )
        self.ask("Emulation.setTouchEmulationEnabled", enabled=touch, maxTouchPoints=1)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, address: str) -> None:
        """Open an address, and wait until the page is there with its scripts."""
        self.run("window.isOld = true")
        shown = self.ask("Page.navigate", url=address)
        assert "errorText" not in shown, shown
        self.wait("!window.isOld && document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """Return the value of an expression of JavaScript; a promise is awaited."""
        answer = self.ask(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, script: str) -> Any:
        """Return the value of an expression once it is true."""
        end = monotonic_seconds() + PATIENCE
        while True:
            try:
                if value := self.run(script):
                    return value
            except RuntimeError as error:  # between two pages there is none
                if "context" not in str(error) and "navigated" not in str(error):
                    raise
            if monotonic_seconds() > end:
                raise TimeoutError(f"never true: {script}\n{self.text()}")
            self.browser.listen(0.02)

    def text(self, selector: str = "body") -> str:
        """Return the text of an element as it is shown."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key: a letter or digit, or its name as in JavaScript."""
        code, text = _KEYS.get(key, (ord(key[0].upper()), key))
        about = {
            "key": key,
            "code": key if len(key) > 1 else {" ": "Space"}.get(key, f"Key{key.upper()}"),
            "windowsVirtualKeyCode": code,
            "modifiers": 8 if shift else 0,
        }
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.ask("Input.dispatchKeyEvent", **about, **down)
        self.ask("Input.dispatchKeyEvent", **about, type="keyUp")

    def type(self, text: str) -> None:
        """Put text in where the focus is."""
        self.ask("Input.insertText", text=text)

    def tap(self, selector: str) -> None:
        """Touch the middle of an element."""
        x, y = self._centre(selector)
        self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        x, y = self._centre(selector)
        for what in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=what, x=x, y=y, button="left", clickCount=1)

    def swipe(self, selector: str, *, right: int = 0, down: int = 0) -> None:
        """Draw a finger from the middle of an element, so many CSS pixels."""
        x, y = self._centre(selector)
        self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        for step in range(1, 11):
            point = {"x": x + right * step / 10, "y": y + down * step / 10}
            self.ask("Input.dispatchTouchEvent", type="touchMove", touchPoints=[point])
        self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def picture(self, file: Path) -> None:
        """Write the whole page as it looks to a PNG file."""
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def violations(self) -> list[str]:
        """Return what axe-core finds that is serious or worse, with where."""
        spec = find_spec("axe_playwright_python")
        assert spec is not None
        assert spec.origin is not None
        script = Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")
        self.run(f"{script}; null")
        report = self.run(
            "axe.run().then(({violations}) => violations.map(({id, impact, help, nodes}) => ({"
            "id, impact, help, nodes: nodes.map(({html, failureSummary}) => [html, failureSummary])"
            "})))"
        )
        return [json.dumps(each) for each in report if each["impact"] in {"serious", "critical"}]

    def overflows(self) -> bool:
        """Return whether the page is wider than its screen."""
        return bool(
            self.run("document.scrollingElement.scrollWidth > document.documentElement.clientWidth")
        )

    def check_silence(self, host: str) -> None:
        """Assert that the console is empty, and that nothing was asked of another host."""
        self.browser.listen(0.1)
        assert not self.console, self.console
        assert [url for url in self.requests if not url.startswith((host, "data:"))] == []

    def _centre(self, selector: str) -> tuple[float, float]:
        centre = self.run(_CENTRE.replace("SELECTOR", json.dumps(selector)))
        assert centre, f"there is no {selector}"
        x, y = centre
        return x, y


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; a test that asks for one is skipped where there is none."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            yield browser
        finally:
            browser.close()
