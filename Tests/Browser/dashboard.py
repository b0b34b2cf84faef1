"""What a person sees on the dashboard and does with it, in a real browser.

    python3 dashboard.py ADDRESS SLICE OUTPUT-FOLDER PART

Says one line for what holds, and ends with status 1 at the first thing that does not.
"""

import sys
import time
from pathlib import Path

from browser import Browser

PAGES = {"slices": "/", "slice": "/#/slice/{}", "jobs": "/#/jobs", "backtests": "/#/backtests"}


def holds(what: str, does: bool = True):
    if not does:
        raise AssertionError(what)
    print("ok   ", what, flush=True)


def glance(browser: Browser, slice: str):
    browser.open("/")
    browser.wait_for("Live", "R_99 now", "Last:", "Inputs: 1 of 1 answer", "Model ")
    browser.wait_for("breaks with")
    card = f"section[data-slice='{slice}']"
    browser.wait("a forecast", lambda: "no fresh forecast" not in browser.driver.find_element("css selector", card).text)
    size, paint = browser.weight()
    print(f"measured page weight {size / 1000:.0f} KB, first contentful paint {paint:.0f} ms")
    holds("the page weighs less than 400 KB", 0 < size < 400_000)
    holds("the slice's state, forecast, last decision and health are said in words")
    browser.keep("slices")


def detail(browser: Browser, slice: str):
    browser.open(PAGES["slice"].format(slice))
    browser.wait_for("Now:", "Next:", "Last decision:", "Decisions, the newest first", "Champion, NMAE")
    drawn = "return [...document.querySelectorAll('canvas')].filter(c => c.width > 0 && window.Chart?.getChart(c)).length"
    browser.wait("the charts are drawn", lambda: browser.driver.execute_script(drawn) >= 3)
    label = lambda: browser.driver.find_element("css selector", ".tall canvas").get_attribute("aria-label")
    browser.wait("the chart is described in words", lambda: "In " in label() and "probability" in label())
    first = browser.driver.find_element("css selector", ".verdict").text
    browser.wait("the page is live", lambda: browser.driver.find_element("css selector", ".verdict").text != first)
    holds("KPI, forecast, decisions and models of one slice are shown, drawn and described, live")
    times = browser.driver.execute_script("return Chart.getChart(document.querySelector('.tall canvas')).scales.x.ticks.map(t => t.value)")
    holds(f"the times below the chart are whole steps {times}", len(times) > 1 and all(each % (times[1] - times[0]) == 0 for each in times))
    browser.keep("slice", whole=True)


def looks(browser: Browser, slice: str):
    for name, path in PAGES.items():
        for width, dark in ((1280, False), (1280, True), (390, True)):
            browser.look(width, 900 if width > 700 else 844, dark)
            browser.open(path.format(slice))
            browser.wait_for("Live")
            browser.wait("a heading", lambda: browser.driver.find_elements("css selector", "h1"))
            found = browser.accessibility()
            holds(f"{name}, {width} wide, {'dark' if dark else 'light'}: no serious finding of axe-core {found or ''}", not found)
            wide = browser.driver.execute_script("return document.documentElement.scrollWidth")
            holds(f"{name}, {width} wide: nothing to scroll sideways", wide <= width)
            browser.keep(f"{name}-{width}-{'dark' if dark else 'light'}", whole=True)
    browser.look()


def operate(browser: Browser, slice: str):
    browser.open(PAGES["slice"].format(slice))
    browser.wait_for("Live", "Control")
    browser.wait("Pause can be pressed", lambda: browser.button("Pause").is_enabled())
    browser.button("Pause").click()
    browser.wait_for("Done: the mode is pause.", "Mode set to pause")
    holds("Pause pauses, and the decision is listed")
    browser.button("Dry run").click()
    browser.wait_for("Done: the mode is dry-run.")
    # By keyboard alone: the focus is visible, and Enter presses.
    browser.wait("Upgrade can be pressed", lambda: browser.button("Upgrade").is_enabled())
    browser.driver.execute_script("arguments[0].focus()", browser.button("Upgrade"))
    browser.driver.switch_to.active_element.send_keys("\n")
    browser.wait_for("Done: the flavor is high.", "Flavor set from low to high")
    holds("Upgrade by keyboard upgrades")
    browser.wait("Downgrade can be pressed", lambda: browser.button("Downgrade to low").is_enabled())
    browser.button("Downgrade").click()
    browser.wait_for("Done: the flavor is low.")
    holds("Downgrade downgrades")
    opened = "return [...document.querySelectorAll('.decisions details[open] summary strong')].map(each => each.textContent)"
    sentence = browser.driver.find_elements("css selector", ".decisions summary strong")[1].text
    holds("the newest decision is explained, the one before it is not", sentence not in browser.driver.execute_script(opened))
    browser.driver.execute_script("document.querySelectorAll('.decisions summary')[1].focus()")
    browser.driver.switch_to.active_element.send_keys("\n")
    browser.wait("a decision opens by keyboard", lambda: sentence in browser.driver.execute_script(opened))
    time.sleep(2.5)
    holds("it stays open while the page goes on", sentence in browser.driver.execute_script(opened))
    errors = browser.errors()
    holds(f"the console has no errors {errors or ''}", not errors)


def breaks(browser: Browser, slice: str):
    """The other side kills the coordinator when told so, and starts it again."""
    browser.open(PAGES["slice"].format(slice))
    browser.wait_for("Live", "Now:")
    print("KILL", flush=True)
    browser.wait_for("The coordinator does not answer", "Not connected", seconds=30)
    holds("a coordinator that is gone is said to be gone", not browser.button("Pause").is_enabled())
    browser.wait_for("No fresh data", seconds=30)
    holds("data that has become old is called old")
    browser.keep("gone")
    print("START", flush=True)
    browser.wait_for("Live", "Now:", seconds=40)
    browser.wait("the alarm is off", lambda: "does not answer" not in browser.text())
    browser.wait("fresh data", lambda: "No fresh data" not in browser.text(), seconds=40)
    browser.keep("recovered")
    holds("the page recovers by itself when the coordinator is back")


def access(browser: Browser, slice: str):
    """Against a coordinator with tokens, which are this part's two lines of standard input: reading, operating."""
    reading, operating = sys.stdin.readline().strip(), sys.stdin.readline().strip()

    def enter(token: str):
        browser.wait("the token can be entered", lambda: browser.driver.find_element("id", "token").is_displayed())
        browser.driver.find_element("id", "token").send_keys(token + "\n")

    browser.open(PAGES["slice"].format(slice))
    browser.wait_for("The coordinator asks for an access token", "Access refused")
    holds("nothing is shown without a token", "Now:" not in browser.text())
    enter("wrong-0123456789abcdef")
    browser.wait_for("That token is not known.")
    holds("a wrong token is said to be wrong")
    enter(reading)
    browser.wait_for("Live", "Now:", "This token may look")
    visible = [each.text for each in browser.driver.find_elements("css selector", "main button") if each.is_displayed()]
    holds(f"who may only look sees no buttons {visible or ''}", not visible)
    browser.keep("reading")
    browser.driver.execute_script("sessionStorage.clear()")
    browser.open(PAGES["slice"].format(slice))
    enter(operating)
    browser.wait_for("Live", "Now:")
    browser.wait("Pause can be pressed", lambda: browser.button("Pause").is_displayed() and browser.button("Pause").is_enabled())
    browser.button("Pause").click()
    browser.wait_for("Done: the mode is pause.")
    holds("who may operate operates")


def main():
    address, slice, output, *parts = sys.argv[1:]
    Path(output).mkdir(parents=True, exist_ok=True)
    browser = Browser(address, Path(output))
    try:
        for part in parts:
            {
                "glance": glance, "detail": detail, "looks": looks, "operate": operate, "breaks": breaks, "access": access,
            }[part](browser, slice)
    finally:
        browser.close()


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        print("FAIL ", error, flush=True)
        sys.exit(1)
