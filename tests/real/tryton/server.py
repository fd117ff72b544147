"""Seeds a fresh database of Tryton and serves it on 127.0.0.1.

server.py CONFIGURATION DATABASE: writes "PORT USER PASSWORD COMPANY" to descriptor 3 once it listens; ends
on SIGTERM.
"""

import os
import secrets
import signal
import sys
from decimal import Decimal

from trytond.config import config

config.update_etc(sys.argv[1])
database = sys.argv[2]

from trytond.pool import Pool  # noqa: E402  (reads the configuration)
from trytond.protocols.dispatcher import *  # noqa: E402,F401,F403  (registers its routes)
from trytond.transaction import Transaction  # noqa: E402
from trytond.wsgi import app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402


def seed(password):
    """Makes a company, and the user of a call center who works in it; returns the company's id."""
    pool = Pool()
    currency, = pool.get("currency.currency").create([
        {"name": "Euro", "code": "EUR", "symbol": "€", "rounding": Decimal("0.01"), "digits": 2}])
    party, = pool.get("party.party").create([{"name": "CRM Example"}])
    company, = pool.get("company.company").create([{"party": party.id, "currency": currency.id}])
    groups = pool.get("res.group").search([])
    pool.get("res.user").create([{
        "name": "Call Center", "login": "calls", "password": password,
        "groups": [("add", [group.id for group in groups])],
        "companies": [("add", [company.id])], "company": company.id}])
    return company.id


def main():
    Pool.start()
    with Transaction().start(database, 0, readonly=True):
        Pool(database).init()
    password = secrets.token_urlsafe(16)
    with Transaction().start(database, 1):
        company = seed(password)
        Transaction().commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with os.fdopen(3, "w") as ready:
        print(server.port, "calls", password, company, file=ready)
    server.serve_forever()


main()
