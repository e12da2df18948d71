async def test_smoke(browser, desk):
    noah = await browser("noah")
    print((await noah.get("/api/v1/session")).json)
    r = await noah.post("/api/v1/requests", {"title": "Phone gone", "description":"help", "requester_id": desk.people["elena"]})
    print(r.status, r.json)
    ref=r.json["ref"]
    r = await noah.post("/api/v1/actions", {"key":"test.reset","person_id":desk.people["elena"],"request_ref":ref})
    print(r.status, r.json)
    await desk.work()
    r = await noah.get(f"/api/v1/requests/{ref}/timeline")
    print(r.status, r.body.decode())
    r = await noah.get(f"/api/v1/requests?q=req-1")
    print(r.status, r.body.decode())
    r = await noah.get(f"/readyz"); print(r.status, r.body, dict(r.headers))
    r = await noah.get(f"/"); print(r.status, r.body[:300], dict(r.headers))
    r = await noah.get(f"/api/v1/nothing"); print(r.status, r.body[:300])
    r = await noah.send("PUT", f"/api/v1/requests"); print(r.status, r.body[:300])
    r = await noah.get(f"/openapi.json"); print(r.status, len(r.body))
    assert 0
