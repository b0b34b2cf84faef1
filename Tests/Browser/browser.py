"""Chromium without a window, and what the tests ask of it."""

import json
import time
from pathlib import Path

import axe_selenium_python
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

AXE = Path(axe_selenium_python.__file__).parent / "node_modules/axe-core/axe.min.js"


class Browser:
    """One page at a time, looked at and operated."""

    def __init__(self, address: str, output: Path):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        # Root has no sandbox of its own, and containers have little shared memory.
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-gpu"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(30)
        self.address, self.output = address, output
        self.look()

    def look(self, width: int = 1280, height: int = 900, dark: bool = False):
        """As large, and as light or dark, as a screen would be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, path: str):
        self.driver.get("about:blank")
        self.driver.get(self.address + path)

    def text(self) -> str:
        return self.driver.find_element("css selector", "body").text

    def wait(self, what: str, condition, seconds: float = 30):
        """Waits until `condition` holds, and says what was there instead when it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.1)
        self.keep("failed")
        raise AssertionError(f"{what}: not within {seconds} s; the page says:\n{self.text()}\n{self.errors()}")

    def wait_for(self, *words: str, seconds: float = 30):
        self.wait(f"the words {words}", lambda: all(word in self.text() for word in words), seconds)

    def button(self, name: str):
        found = [each for each in self.driver.find_elements("css selector", "button") if each.text.startswith(name)]
        assert found, f"there is no button {name}: {self.text()}"
        return found[0]

    def errors(self) -> list[str]:
        """What the console complains about, apart from a coordinator that is gone."""
        entries = [each["message"] for each in self.driver.get_log("browser") if each["level"] == "SEVERE"]
        return [each for each in entries if "ERR_CONNECTION" not in each and "ERR_INCOMPLETE" not in each]

    def keep(self, name: str, whole: bool = False):
        """Keeps a screenshot; `whole` is everything that can be scrolled to."""
        arguments = {"captureBeyondViewport": whole}
        if whole:
            size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            arguments["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        import base64
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", arguments)["data"]
        (self.output / f"{name}.png").write_bytes(base64.b64decode(picture))

    def accessibility(self) -> list[str]:
        """The serious and critical findings of axe-core."""
        self.driver.execute_script(AXE.read_text())
        found = self.driver.execute_async_script("axe.run().then(arguments[0])")
        return [
            f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
            for each in found["violations"] if each["impact"] in ("serious", "critical")
        ]

    def weight(self) -> tuple[int, float]:
        """Bytes that the page has loaded without the data, and milliseconds to the first contentful paint."""
        entries = json.loads(self.driver.execute_script(
            "return JSON.stringify(performance.getEntries().filter(e => e.entryType === 'navigation' || "
            "e.name.includes('/dashboard/')).map(e => e.transferSize))"))
        paint = self.driver.execute_script(
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
        return sum(entries), paint

    def close(self):
        self.driver.quit()
