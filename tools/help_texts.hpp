#pragma once

namespace crmlink::tool {

inline constexpr const char* general_help = R"(Commands:
  crmlink check dip.json                        is it right?
  crmlink explain dip.json --set ANI=+12223334444    what would be sent?
  crmlink dip dip.json --set ANI=+12223334444        what comes back?
  crmlink bench dip.json --rate 100                  how fast, under load?
  crmlink call crm.json find_account --set PHONE_NUMBER=+12223334444
  crmlink flow crm.json account --set PHONE_NUMBER=+12223334444
  crmlink login crm.json --store token.json          who may use the CRM?
  crmlink preset show hubspot > crm.json             where do I begin?
  crmlink contact lookup.json --set event.name=Received --set contact.source=+12223334444
  crmlink export export.json --from 2026-03-01 --to 2026-04-01 -o march.ndjson

`crmlink COMMAND --help` says more. Colours need a terminal; NO_COLOR turns them off.

Exit status: 0 fine; 1 a configuration is wrong; 2 wrong arguments or a file that can't be read;
3 a dip, a call, a flow, a contact lookup, an export or a login failed.)";

inline constexpr const char* check_help =
    R"(Prints FILE:LINE:COLUMN: POINTER: what is wrong, one line for each complaint, then a summary.

Example:
  $ crmlink check dip.json
  dip.json:5:17: /timeout_ms: expected milliseconds from 1 to 60000, found 0
  1 file, 1 complaint

JSON:
  {"ok", "complaint_count", "files": [{"file", "kind", "ok", "error", "complaints": [{"pointer",
  "line", "column", "problem", "expected", "found", "nearest", "message"}], "warnings": []}]}
  `error` says why a file can't be read; null for a file that can. The file after --http has
  "settings": [{"pointer", "value", "default", "configured"}] too, when it is fine.

Exit status: 0 no complaints; 1 complaints; 2 wrong arguments or a file that can't be read.)";

inline constexpr const char* explain_help =
    R"(Prints the rendered request with the token masked, what each parameter came from, what was dropped
and why, which variables have no value, the deadline, when announcement and tone start, and whether
requests are shared, replies kept and late answers awaited. Reads no secret and touches no network.
The body holds the caller's data.

Example:
  $ crmlink explain dip.json --set ANI=+12223334444 --set 'sip:From=<sip:kim@pbx.example>' \
      --set session:account=7

JSON:
  {"profile", "method", "url", "alternative_urls": [], "headers": [{"name", "value"}],
  "token_source", "body", "parameters": [{"key", "type", "configured", "origin", "sent", "json", "dropped_because",
  "missing": []}], "timeout_ms", "on_slow_ms", "announcement", "processing_tone",
  "share_identical", "cache": {"ttl_ms", "no_match_ttl_ms", "stale_on_error_ms", "max_entries"},
  "late_answers_ms", "failure"}
  `body` is the exact text that is sent. With --http also "settings": [{"pointer", "value", "default",
  "configured"}]. For a wrong profile: {"file", "error", "complaints"}.

For a CRM's configuration: the request of each endpoint, what its reply means, and when a step that fails
after the call is tried again: {"crm", "endpoints": [{"operation", "method", "url", "headers", "body",
"reply", "events": [], "failure"}], "pages": {}, "comments": {}, "auth", "timeout_ms", "retry_policy", "retries": [{"after_ms", "at"}], "warnings": []}.

For a contact lookup: whether it is for the event that --set and --conversation describe, whether its
condition holds, the request with its secrets masked, placeholders that are absent, and what is saved and set:
  $ crmlink explain lookup.json --set event.name=Received --set contact.source=+12223334444 \
      --set contact.direction=inbound --set contact.priority:=5
  {"name", "sent", "mismatch", "filters": [{"name", "wanted", "found", "fits"}], "condition": {"text",
  "holds", "value", "problem"}, "echo", "method", "url", "params": [{"name", "value"}], "headers": [{"name",
  "value"}], "body", "absent": [{"placeholder", "places": []}], "authentication": {"type", "credential",
  "client_id", "access_token_url", "scope"}, "credentials": [], "delay_ms", "delay_max_ms", "timeout_ms",
  "proxy", "verify", "waits", "save": [{"key", "value"}], "set": [{"key", "value"}], "agent_view": [],
  "statistics_view": [], "failure"}

Exit status: 0 the request can be sent, be it at another event; 1 it can't, or the file has complaints; 2
wrong arguments or a file that can't be read.)";

inline constexpr const char* dip_help =
    R"(Asks the web service and prints the outcome, the returned parameters and the time per phase. Ctrl-C
cancels the dip, as the end of a call does. Certificates are always verified: trust a test service
with --ca.

Example:
  $ CRM_TOKEN=... crmlink dip dip.json --set ANI=+12223334444 --repeat 3

JSON:
  {"profile", "url", "succeeded", "dips": [{"status", "succeeded", "source", "age_us",
  "reason", "reply_excerpt",
  "parameters": [{"name", "value", "kind", "display_to_agent", "save_to_database",
  "from_fallback"}], "http_status", "phase", "delivery", "attempts", "reused_connection", "peer",
  "slow", "dropped": {"not_allowed", "wrong_type", "too_long", "malformed", "invalid_name",
  "too_many"}, "null_parameters", "elapsed_us": {"queue", "resolve", "connect", "tls", "send",
  "wait", "receive", "parse", "total"}}]}
  For a wrong profile: {"file", "error", "complaints"}.

Exit status: 0 every dip ended ok or no_match; 1 the profile is wrong or its token can't be had; 2
wrong arguments or a file that can't be read; 3 a dip failed or was cancelled.)";

inline constexpr const char* bench_help =
    R"(Makes real dips, many at once: only against a service that you may load. All send the same request
over kept-alive connections. On a terminal a line shows the load as it goes. Ctrl-C stops early, with
the report.

With --rate a dip's latency counts from when it was due, so that a service that stalls can't hide the
dips that had to wait. Without, the next dip starts as one ends.

Example:
  $ CRM_TOKEN=... crmlink bench dip.json --set ANI=+12223334444 --rate 200 --duration 30

JSON:
  {"profile", "url", "interrupted", "elapsed_us", "target_rate", "concurrency", "rate", "dips",
  "failed", "cut_short", "most_under_way", "on_new_connection", "latency_us": {"fastest", "mean",
  "p50", "p90", "p99", "p99_9", "slowest"}, "statuses": [{"status", "dips", "first_reason"}],
  "histogram": [{"up_to_us", "dips"}]}
  `cut_short`: dips cancelled by Ctrl-C, in none of the other counts. `target_rate` is null without
  --rate. For a wrong profile: {"file", "error", "complaints"}.

Exit status: 0 every dip ended ok or no_match; 1 the profile is wrong or its token can't be had; 2
wrong arguments or a file that can't be read; 3 a dip failed, or none ended.)";

inline constexpr const char* call_help =
    R"(Renders the endpoint's request for the call that --set describes, sends it and reads the reply as the
configuration says. Ctrl-C cancels. A create makes something: run `crmlink explain` first.

Example:
  $ crmlink call crm.json comment --set RECORD_ID=5 --set COMMENT_BODY='call ended'
  $ crmlink call crm.json upload_file --set RECORD_ID=5 --file call-1.wav

JSON:
  {"operation", "status", "succeeded", "id", "url", "objects": [{"id", "value"}], "error",
  "steps": [{"operation", "asked", "verdict", "method", "url", "http_status", "attempts",
  "candidates", "unverified", "elapsed_us", "note", "error"}]}
  `status`: found, created, done, not_found, ambiguous, skipped, deferred, cancelled, failed. For a wrong
  configuration: {"file", "error", "complaints"}.

Exit status: 0 it was answered, not_found and ambiguous included; 1 the configuration is wrong; 2 wrong
arguments or a file that can't be read; 3 it failed, was cancelled or skipped.)";

inline constexpr const char* flow_help =
    R"(Runs a flow for the call that --set describes, and prints every step:
  account  by ACCOUNT_ID when it is set, else by search; created when there is none
  record   created for ACCOUNT_ID, or found with "reuse_records"
  session  account, record, the comment on the start; then what follows a call: the comment and the
           update on its end, and the upload of each --file

Example:
  $ crmlink flow crm.json account --set PHONE_NUMBER=+12223334444 --set 'NAME=Kim Ng'
  $ crmlink flow crm.json session --set PHONE_NUMBER=+12223334444 --file call-1.wav

JSON and exit status: as `crmlink call --help` says.)";

inline constexpr const char* export_help =
    R"(Exports the messages from --from to --to, a line for each: NDJSON as the server sent them, or CSV (RFC
4180) with the 18 documented columns. Times are UTC unless they end in an offset; a date is its first
moment; 2026-03-01T08:00:00+02:00 and milliseconds since 1970 do, too. The server is asked for seven days
at a time. On a terminal a bar shows how many of these are done, the messages, and their rate.

The first messages that arrive replace what OUTPUT had. Ctrl-C ends the export with a whole last line. How
far it came stands in the file after --resume, or in OUTPUT.resume; `crmlink export CONFIG --resume FILE`
goes on there, without loss or repetition, and removes it at the end. A failure leaves it, too, and so does
a process that is killed. While OUTPUT.resume is there, no new export begins in OUTPUT.

Example:
  $ crmlink export export.json --from 2026-03-01 --to 2026-04-01 --format csv --output march.csv
  12,345 messages in 5 windows

JSON (with an output file):
  {"ended", "interrupted", "error", "server_text", "messages", "windows", "windows_done", "repeats",
  "left_out", "output", "format", "bytes", "resume", "elapsed_ms"}
  Counts are since the first start, `seconds` of this run. `resume`: the file to go on with; null when there
  is none. For a wrong configuration: {"file", "error", "complaints"}.

Exit status: 0 all exported; 1 the configuration is wrong; 2 wrong arguments or a file that can't be read
or written; 3 the export failed or was cancelled.)";

inline constexpr const char* contact_help =
    R"(Runs the lookups of one event for real, as a server would: at most three of them, in the order of their
ordinals. Those that a server would start in the background are waited for at the end. Ctrl-C cancels, as
the end of a call does. What replies set is shown only. Certificates are always verified.

The event and its conversation are described by --set, by --conversation, or by both:
  --set contact.source=+12223334444        a text
  --set contact.priority:=5                JSON: a number, a list, an object
  --conversation call.json                 {"contact": {"source": "+1222…"}, "event": {"name": "Received"}}
event.datetime is the present unless it is given.

The file after --credentials has each secret by the id under which a lookup names it; `user` is for basic
authentication. A secret is a text, {"env": "NAME"} or {"file": "PATH"}:
  {"customer": {"user": "ivr", "secret": {"env": "CRM_PASSWORD"}}}

Example:
  $ CRM_PASSWORD=... crmlink contact lookup.json --credentials credentials.json \
      --set event.name=Received --set contact.source=+12223334444 --set contact.direction=inbound

JSON:
  {"cancelled", "steps": [{"name", "status", "background", "url", "http_status", "delay_us", "elapsed_us",
  "saved": [], "overwritten": [], "set": [], "note", "error", "server_text", "debug"}], "data": {},
  "agent_view": {}, "statistics_view": {}, "set": {"priority", "queue", "preferredAgent", "requiredAgents"}}
  `status`: mismatch, left_out, skipped, started, done, failed, cancelled. For a wrong file: {"file",
  "error", "complaints"}.

Exit status: 0 no lookup failed, be it that none was for this event; 1 a configuration is wrong or a secret
can't be had; 2 wrong arguments or a file that can't be read; 3 a lookup failed or was cancelled.)";

inline constexpr const char* login_help =
    R"(Prints a URL to open in a browser, waits for it on a loopback port, exchanges its code for a token
and keeps that in the file, mode 0600, where FileTokenStore finds it. The grant must be
authorization_code, redirect_url http on this machine (http://127.0.0.1/callback; with port 80, or
without one, a free port is chosen). Ctrl-C ends the wait and leaves an earlier token as it was.

Example:
  $ CRM_SECRET=... crmlink login crm.json --store token.json

JSON:
  {"ok", "store", "renewable", "expires_at", "error", "server_text", "complaints": []}
  The URL goes to standard error. `server_text` is what the server said, untrusted; null when it said
  nothing. `expires_at` is null when the token doesn't say.

Exit status: 0 logged in; 1 the configuration is wrong; 2 wrong arguments or a file that can't be read;
3 the login failed, took too long or was cancelled.)";

inline constexpr const char* preset_help =
    R"(Configurations of CRMs that come with crmlink, to copy and to edit; presets/README.md of the installation
(share/crmlink/presets) says what each CRM needs.

Example:
  $ crmlink preset list
  $ crmlink preset show hubspot > crm.json && crmlink check crm.json

Exit status: 0 fine; 2 wrong arguments or an unknown name.)";

inline constexpr const char* preset_list_help =
    R"(Example:
  $ crmlink preset list

JSON:
  {"presets": [{"name", "title", "api", "summary", "run_against", "environment": [], "edit": []}]}
  `run_against`: the release on which all of it was run; null: none, it is written from the vendor's
  documentation. `environment`: the variables that its credentials come from. `edit`: what stands for your
  installation.

Exit status: 0 fine; 2 wrong arguments.)";

inline constexpr const char* preset_show_help =
    R"(Prints the configuration byte for byte.

Example:
  $ crmlink preset show hubspot > crm.json && crmlink check crm.json

Exit status: 0 fine; 2 wrong arguments or an unknown name.)";

}  // namespace crmlink::tool
