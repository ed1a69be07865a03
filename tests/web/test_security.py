"""Who is answered. Each rule is tried with a request that would do no harm if it got through."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from kb.errors import KbError
from kb.web.keys import TRIES, Keys
from kb.web.security import LARGEST_BODY, POLICY, Guard
from tests.web.client import Client

JSON = {"content-type": "application/json", "origin": "http://127.0.0.1:8765"}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:8766",
        "127.0.0.1:8765.evil.example",
        "localhost",
        "[::1]:8765",
        "0.0.0.0:8765",  # what a server may listen on, and no name of it
        "127.0.0.1:8765/",
        "127.0.0.1:8765@evil.example",
        "",
    ],
)
async def test_another_host_is_refused_also_for_who_was_let_in(client: Client, host: str) -> None:
    for path in ("/", "/static/x/kb.css", "/pair"):
        answer = await client.get(path, host=host)
        assert answer.status == 403
        assert "does not go by that name" in answer.text


async def test_two_hosts_are_refused(client: Client, app: ASGIApp) -> None:
    async def doubled(scope: Any, receive: Any, send: Any) -> None:
        headers = [*scope["headers"], (b"host", b"127.0.0.1:8765")]
        await app({**scope, "headers": headers}, receive, send)

    client.app = doubled
    assert (await client.get("/")).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LocalHost:8765"])
async def test_its_own_names_are_answered(client: Client, host: str) -> None:
    assert (await client.get("/", host=host)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example", "sec_fetch_site": "cross-site"},
        {"origin": "http://127.0.0.1:3000", "sec_fetch_site": "same-site"},
        {"origin": "http://localhost:8765", "sec_fetch_site": "same-site"},
        {"origin": "https://127.0.0.1:8765"},
        {"origin": "null"},
        {"origin": "", "sec_fetch_site": ""},
        {"origin": "", "sec_fetch_site": "none"},
        {"origin": "", "sec_fetch_site": "cross-site"},
        {"origin": "http://127.0.0.1:8765", "sec_fetch_site": "cross-site"},
    ],
)
async def test_what_changes_something_comes_from_the_page_itself(
    client: Client, headers: dict[str, str]
) -> None:
    answer = await client.post("/", {}, **headers)
    assert answer.status == 403
    assert answer.json["error"]["code"] == "foreign-request"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"])
async def test_every_method_but_get_and_head_has_to_say_where_it_comes_from(
    client: Client, method: str
) -> None:
    assert (await client.send(method, "/", headers={})).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://127.0.0.1:8765", "sec_fetch_site": "same-origin"},
        {"origin": "http://127.0.0.1:8765", "sec_fetch_site": ""},  # in a network without TLS
        {"origin": "", "sec_fetch_site": "same-origin"},
    ],
)
async def test_the_page_itself_may_post(client: Client, headers: dict[str, str]) -> None:
    assert (await client.post("/", {}, **headers)).status == 405  # it got as far as the page


@pytest.mark.parametrize("from_site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "dest"), [("no-cors", "image"), ("navigate", "iframe"), ("cors", "empty")]
)
async def test_no_other_page_can_embed_or_fetch_it(
    client: Client, from_site: str, mode: str, dest: str
) -> None:
    asked = {"sec_fetch_site": from_site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
    assert (await client.get("/", **asked)).status == 403


async def test_a_link_on_another_page_leads_to_it(client: Client) -> None:
    assert (await client.get("/", sec_fetch_site="cross-site")).status == 200


async def test_without_a_cookie_nothing_is_shown(stranger: Client) -> None:
    for path in ("/", "/nowhere", "/review", "//", "/static", "/pair/x"):
        answer = await stranger.get(path)
        assert answer.status == 401, path
        assert "Open the address that “kb serve” printed" in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("value", ["", "x", "é", "x" * 5000])
async def test_a_wrong_cookie_is_none(stranger: Client, keys: Keys, value: str) -> None:
    stranger.cookies = {keys.cookie_name: value}
    assert (await stranger.get("/")).status == 401


async def test_a_cookie_of_another_start_is_none(client: Client) -> None:
    client.cookies = {name: value[::-1] for name, value in client.cookies.items()}
    assert (await client.get("/")).status == 401


async def test_a_cookie_of_a_server_on_another_port_is_another(client: Client) -> None:
    client.cookies = {f"{name}0": value for name, value in client.cookies.items()}
    assert (await client.get("/")).status == 401


async def test_the_cookie_is_found_among_others(client: Client, keys: Keys) -> None:
    client.cookies = {"a": "b", **client.cookies, f"x{keys.cookie_name}": "c"}
    assert (await client.get("/")).status == 200


async def test_a_token_becomes_a_cookie_and_leaves_the_address(
    stranger: Client, keys: Keys
) -> None:
    answer = await stranger.get(f"/cards?q=tag%3Aa+b&token={keys.token}")
    assert (answer.status, answer.headers["location"]) == (303, "/cards?q=tag%3Aa+b")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kb-8765=")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert (await stranger.get("/")).status == 200


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%2Fevil.example", "/%5Cevil.example", "/\\evil.example"]
)
async def test_a_token_leads_to_no_other_host(stranger: Client, keys: Keys, path: str) -> None:
    location = (await stranger.get(f"{path}?token={keys.token}")).headers["location"]
    assert location.startswith("/evil.example")


async def test_a_token_lets_one_browser_in_and_the_next_one_is_told(
    stranger: Client, keys: Keys, said: list[str]
) -> None:
    first = keys.token
    await stranger.get(f"/?token={first}")
    other = Client(app=stranger.app)
    answer = await other.get(f"/?token={first}")
    assert answer.status == 401
    assert "was used already" in answer.text
    assert said == [f"next token {keys.token}"]
    assert (await other.get(f"/?token={keys.token}")).status == 303


async def test_who_was_let_in_may_open_an_old_address(client: Client, said: list[str]) -> None:
    said.clear()
    answer = await client.get("/?token=old")
    assert (answer.status, answer.headers["location"], said) == (303, "/", [])


@pytest.mark.parametrize("method", ["HEAD", "POST"])
async def test_only_opening_the_address_uses_the_token_up(
    stranger: Client, keys: Keys, method: str
) -> None:
    answer = await stranger.send(method, f"/?token={keys.token}", headers=JSON)
    assert answer.status == 401


async def test_a_browser_that_looks_ahead_does_not_use_the_token_up(
    stranger: Client, keys: Keys
) -> None:
    address = f"/?token={keys.token}"
    assert (await stranger.get(address, sec_purpose="prefetch;prerender")).status == 401
    assert (await stranger.get(address)).status == 303


async def test_a_body_is_json_and_of_bounded_size(client: Client) -> None:
    assert (await client.post("/", {}, content_type="text/plain")).status == 415
    assert (await client.post("/", {}, content_type="")).status == 415
    assert (await client.post("/", {}, content_length=str(LARGEST_BODY + 1))).status == 413
    assert (await client.post("/", {}, content_length="1e3")).status == 413


async def test_a_body_longer_than_it_said_is_not_read(keys: Keys) -> None:
    async def read(scope: Any, receive: Any, send: Any) -> None:
        try:
            answer = PlainTextResponse(str(len(await Request(scope, receive).body())))
        except KbError as error:
            answer = PlainTextResponse(error.code)
        await answer(scope, receive, send)

    guard = Guard(read, keys, hosts=["127.0.0.1:8765"], refused=lambda _, __: Response())
    client = Client(app=guard)
    await client.get(f"/?token={keys.token}")
    assert (await client.post("/", "x" * (LARGEST_BODY - 2))).text == str(LARGEST_BODY)
    assert (await client.post("/", "x" * LARGEST_BODY)).text == "too-large"


async def test_every_answer_says_what_the_page_may_do(client: Client, stranger: Client) -> None:
    answers = [
        await client.get("/"),
        await client.get("/nowhere"),
        await client.get("/", host="evil.example"),
        await client.get("/?token=x"),
        await client.post("/", {}),
        await Client(app=client.app).get("/"),
    ]
    assert [answer.status for answer in answers] == [200, 404, 403, 303, 405, 401]
    for answer in answers:
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert not any("unsafe" in rule or "http" in rule or "*" in rule for rule in rules.values())


async def test_a_websocket_is_not_answered(app: ASGIApp) -> None:
    async def nothing(*_: object) -> Any:
        raise AssertionError

    await app({"type": "websocket", "path": "/", "headers": []}, nothing, nothing)


async def paired(device: Client, keys: Keys, code: str, **headers: str) -> Any:
    body = f"token={keys.pairing_token}&code={code}".encode()
    sent = {
        "content-type": "application/x-www-form-urlencoded",
        "origin": f"http://{device.host}",
        "accept": "text/html",
        **headers,
    }
    return await device.send("POST", "/pair", headers=sent, body=body)


async def test_a_device_is_paired_by_its_address_and_the_code(app: ASGIApp, keys: Keys) -> None:
    device = Client(app=app, host="192.0.2.7:8765")
    asked = await device.get(f"/pair?token={keys.pairing_token}", sec_fetch_site="")
    assert asked.status == 200
    assert keys.pairing_code not in asked.text
    assert asked.headers["referrer-policy"] == "same-origin"  # or its form would name no origin
    assert (await device.get("/")).status == 401
    code = f"{keys.pairing_code[:3]}+{keys.pairing_code[3:]}"
    answer = await paired(device, keys, code)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert (await device.get("/")).status == 200


async def test_without_its_address_no_code_is_asked_for(stranger: Client, keys: Keys) -> None:
    assert (await stranger.get("/pair")).status == 401
    assert (await stranger.get(f"/pair?token={keys.token}")).status == 401
    assert (await stranger.get(f"/?token={keys.pairing_token}")).status == 401


async def test_another_page_cannot_try_codes(stranger: Client, keys: Keys) -> None:
    answer = await paired(stranger, keys, keys.pairing_code, origin="http://evil.example")
    assert answer.status == 403
    assert keys.tries_left == TRIES


async def test_wrong_codes_are_counted_and_then_none_is_right(stranger: Client, keys: Keys) -> None:
    wrong = "000000" if keys.pairing_code != "000000" else "000001"
    told = [(await paired(stranger, keys, wrong)).text for _ in range(TRIES)]
    assert all("That is not the code" in text for text in told[:-1])
    assert "4 tries left" in told[0]
    assert "start it again" in told[-1]
    assert "start it again" in (await paired(stranger, keys, keys.pairing_code)).text
    assert stranger.cookies == {}


def test_secrets_are_of_each_start_and_long() -> None:
    one, other = Keys(1), Keys(1)
    secrets = [
        *(one.token, one.pairing_token, one.cookie.partition(";")[0].partition("=")[2]),
        *(other.token, other.pairing_token, other.cookie.partition(";")[0].partition("=")[2]),
    ]
    assert len(set(secrets)) == len(secrets)
    assert all(len(secret) == 32 for secret in secrets)
