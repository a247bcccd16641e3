"""Answers questions of analytics with DuckDB, beside Callroster; `bench analytics` runs it.

    python3 bench/analytics.py load DIRECTORY   rows of intervals as CSV from standard input to Parquet
    python3 bench/analytics.py ask DIRECTORY    one question a line, as JSON; one answer a line

DuckDB comes from PyPI into a virtual environment beside DIRECTORY.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

VERSION = "2.0.1"
COLUMNS = {
    "user": "VARCHAR", "kind": "VARCHAR", "started": "BIGINT", "ended": "BIGINT",
    "value": "VARCHAR", "definition": "VARCHAR",
}


def with_duckdb(directory):
    """Imports DuckDB; where it is missing, installs it and starts anew."""
    try:
        import duckdb
        return duckdb
    except ImportError:
        environment = directory.parent / "venv"
        python = environment / "bin" / "python3"
        if pathlib.Path(sys.prefix).resolve() == environment.resolve():
            raise
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        install = [python, "-m", "pip", "install", "--quiet", f"duckdb=={VERSION}"]
        subprocess.run(install, check=True, stdout=sys.stderr)
        os.execv(python, [str(python), *sys.argv])


def load(database, file):
    """Keeps rows as they come: by user, kind and start."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    rows = f"read_csv('/dev/stdin', header = false, columns = {{{columns}}})"
    part = file.with_suffix(".part")
    database.execute(f"COPY (SELECT * FROM {rows}) TO '{part}' (FORMAT parquet)")
    part.rename(file)


def aggregates(question):
    """Milliseconds by bucket, kind and value, and by user if they are told apart."""
    by_user = question["byUser"]
    user = '"user", ' if by_user else ""
    # Most intervals lie in one bucket: the others are multiplied by their buckets.
    return f"""
        WITH clipped AS (
            SELECT {user} kind, value, greatest(started, $from) AS s,
                least(coalesce(ended, $now), $now, $until) AS e
            FROM {question["table"]}
            WHERE started < $until AND (ended > $from OR ended IS NULL) {of_users(question)}
        ), placed AS (
            SELECT *, (s - $from) // $step AS first, (e - 1 - $from) // $step AS last
            FROM clipped WHERE s < e
        ), shared AS (
            SELECT {user} kind, value, first AS bucket, e - s AS long FROM placed WHERE first = last
            UNION ALL
            SELECT {user} kind, value, bucket,
                least(e, $from + (bucket + 1) * $step) - greatest(s, $from + bucket * $step)
            FROM (SELECT *, unnest(range(first, last + 1)) AS bucket FROM placed WHERE first < last)
        )
        SELECT {user} $from + bucket * $step, kind, value, CAST(sum(long) AS BIGINT) FROM shared
        GROUP BY ALL"""


def details(question):
    """The first hundred records that touch a time, and how many there are."""
    return f"""
        SELECT "user", kind, started, ended, value, definition, count(*) OVER () FROM {question["table"]}
        WHERE started < $until AND (ended > $from OR ended IS NULL) {of_users(question)}
        ORDER BY started, "user", kind LIMIT 100"""


def present(question):
    """The presence and the routing status of users."""
    value = "max(value) FILTER (WHERE kind = '{}')"
    return f"""
        SELECT "user", {value.format("presence")}, {value.format("routing")}
        FROM {question["table"]} WHERE ended IS NULL {of_users(question)} GROUP BY "user\""""


QUESTIONS = {"aggregates": aggregates, "details": details, "present": present}


def of_users(question):
    if question["users"] is None:
        return ""
    return 'AND "user" IN (' + ", ".join(f"'{user}'" for user in question["users"]) + ")"


def ask(database, file):
    database.execute(f"CREATE VIEW parquet AS SELECT * FROM read_parquet('{file}')")
    database.execute("CREATE TABLE own AS SELECT * FROM parquet")
    database.execute("CHECKPOINT")
    rows = database.execute("SELECT count(*) FROM own").fetchone()[0]
    print(json.dumps({"rows": rows}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        sql = QUESTIONS[question["what"]](question)
        names = [name for name in ("from", "until", "step", "now") if f"${name}" in sql]
        values = {name: question[name] for name in names}
        began = time.perf_counter()
        rows = database.execute(sql, values).fetchall()
        took = (time.perf_counter() - began) * 1000
        print(json.dumps({"milliseconds": took, "rows": rows}), flush=True)


def main():
    what, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    duckdb = with_duckdb(directory)
    # A file, not memory, as Callroster has one.
    kept = directory / "duckdb"
    kept.unlink(missing_ok=True)
    with duckdb.connect(str(kept)) as database:
        {"load": load, "ask": ask}[what](database, directory / "intervals.parquet")


main()
