from spilno_pages.polls import actions, bulk, keys, published, triggers
from spilno_pages.polls.models import *
from spilno_pages.polls.recount import recount

from ..factories import poll, resident, vote


def test_all(db, client, sign_in):
    assert triggers.missing() == []
    p = poll(topics=[])
    r, person = vote(p)
    assert r.is_new
    r2, _ = vote(p, person, "1.2")
    assert not r2.is_new
    for _n in range(12):
        vote(p)
    page = client.get(p.page.url)
    assert page.status_code == 200
    open("/tmp/p.html", "w").write(page.content.decode())
    c = sign_in(person.user)
    assert c.get(p.page.url).status_code == 200
    c2 = sign_in(resident(level=3).user)
    rv = c2.post(f"/polls/{p.pk}/review/", {"q1": "1.2", "paper": p.content_hash})
    assert rv.status_code == 200, rv.content.decode()
    ct = c2.post(f"/polls/{p.pk}/cast/", {"q1": "1.2", "paper": p.content_hash})
    assert ct.status_code == 200
    open("/tmp/r.html", "w").write(ct.content.decode())
    actions.checkpoint(p)
    bulk.close_soon(p)
    assert actions.seal_due() == 1
    p.refresh_from_db()
    assert p.state() == "sealed"
    assert not keys.is_there(p)
    assert recount(published.loaded(p))
    assert client.get(p.page.url).status_code == 200
    assert client.get(f"/polls/{p.pk}/results.csv").status_code == 200
