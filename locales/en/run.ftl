### Runs of `check`: what ends one before it starts, what is noted beside its report, and what the self-test says.

## Reports and where they go.

# $error (Verbatim)
run-json-broken = the report cannot be written as JSON: { $error }

# $format (Verbatim)
# $error (Verbatim)
run-report-broken = the { $format } report cannot be written: { $error }

run-several-to-stdout = only one report can be written to standard output

run-hint-report-to-file = write the other reports to files: --report FORMAT=FILE

# $path (Verbatim)
run-file-twice = two reports would be written to "{ $path }"

run-hint-file-each = name a different file for each report

## Before the run.

run-resume-needs-jsonl = --resume requires --format jsonl: only that format is written as each endpoint finishes

run-hint-add-jsonl = add --format jsonl

# $version (Version)
# $require (Version)
run-refuse-contradicts = --refuse { $version } contradicts the required { $require }

run-hint-refuse-below = refuse only versions below the one that --require names

# $code (Verbatim)
run-refuse-not-tested = --refuse { $code } needs { $code } to be tested

# $code (Verbatim)
run-hint-add-to-versions = add { $code } to --versions

# $name (Verbatim)
run-sni-not-a-name = --sni: "{ $name }" is not a valid host name

# $problem (Verbatim)
run-sni-problem = --sni: { $problem }

run-hint-sni = give a host name, or none

# $problem (Verbatim)
run-proxy-problem = --proxy: { $problem }

run-hint-proxy = write it as http://host:port

run-proxy-all-addresses = --all-addresses cannot be used with --proxy: the proxy chooses the address

# $error (Verbatim)
run-no-runtime = cannot start the runtime: { $error }

## Endpoints.

run-stdin-mixed = - (stdin) cannot be combined with other endpoints

run-hint-all-on-stdin = write all endpoints to stdin, one per line

# $flag (Verbatim)
run-selection-and-endpoints = { $flag } cannot be combined with explicit endpoints

# $flag (Verbatim)
run-hint-selection-or-endpoints = leave out { $flag } or the endpoints

run-nothing-selected = no endpoint matches the selection

run-hint-list-catalog = list all endpoints: tlsready catalog

# $flags (Verbatim)
run-hint-set-variables = set the missing variables: { $flags }

run-stdin-empty = stdin: it contains no endpoint

run-hint-stdin-lines = write one target per line: host, host:port, [v6]:port, a URL

# $count (Count)
run-more-problems = { $count ->
    [one] and { $count } more problem
   *[other] and { $count } more problems
}

# $count (Count)
run-more-bad-lines = { $count ->
    [one] and { $count } more line that is not a target
   *[other] and { $count } more lines that are not targets
}

## Resuming an earlier run.

# $path (Verbatim)
# $error (Verbatim)
run-cannot-resume = cannot resume "{ $path }": { $error }

# $path (Verbatim)
run-resume-directory = cannot resume "{ $path }": it is a directory

run-hint-file-in-it = name a file in it

# $path (Verbatim)
run-resume-not-a-file = cannot resume "{ $path }": it is not a regular file

run-hint-regular-file = name a regular file: only that can be read again

# $path (Verbatim)
run-resume-in-use = cannot resume "{ $path }": another run is writing to it

run-hint-other-run = wait for the other run, or stop it

# $place (Verbatim)
# $error (Verbatim)
run-resume-bad-line = { $place }: not a line of a jsonl report: { $error }

# $place (Verbatim)
run-resume-long-line = { $place }: not a line of a jsonl report: it is longer than any line of a report

# $place (Verbatim)
run-resume-foreign-line = { $place }: not a line of a jsonl report: it begins differently

run-hint-jsonl-file = name a file that `check --format jsonl` wrote, or one that does not exist

# $place (Verbatim)
# $missing (Count)
run-resume-lacks-addresses = { $place }: the previous endpoint is missing { $missing ->
    [one] { $missing } address
   *[other] { $missing } addresses
}, because the file was written without --all-addresses

run-hint-all-addresses = leave out --all-addresses, or start a new file

# $place (Verbatim)
# $earlier (List)
# $now (List)
run-resume-other-versions = { $place }: the earlier run tested { $earlier }; this run would test { $now }

run-hint-same-versions = use the same --versions and --refuse, or start a new file

# $count (Count)
run-note-resumed = { $count ->
    [one] { $count } endpoint was written by an earlier run and is left out
   *[other] { $count } endpoints were written by an earlier run and are left out
}

## During and after the run.

# $source (Verbatim)
run-note-catalog = endpoints from { $source }

# $pattern (Verbatim)
# $purpose (Verbatim)
# $flag (Verbatim)
run-note-skipped = skipped: { $pattern } ({ $purpose }): set { $flag }

run-note-stopped = the run was stopped before every endpoint was finished

# $error (Verbatim)
run-lost = internal error: { $error }

## The self-test of `check --lab`.

# $error (Verbatim)
run-no-lab = cannot start the lab: { $error }

run-self-test-stopped = self-test: not done, because the run was stopped

# $count (Count)
run-self-test-right = { $count ->
    [one] self-test: the only answer about the lab was correct
   *[other] self-test: all { $count } answers about the lab were correct
}

# $wrong (Count)
# $count (Count)
run-self-test-wrong = self-test: { $wrong } of { $count } answers about the lab were WRONG:

# $endpoint (Verbatim)
# $what (Verbatim)
# $reported (Verbatim)
# $correct (Verbatim)
run-self-test-answer = { $endpoint } { $what }: reported { $reported }, correct is { $correct }

# $endpoint (Verbatim)
run-self-test-stranger = { $endpoint }: not an endpoint of the lab

# $count (Count)
run-self-test-missing = { $count ->
    [one] { $count } endpoint of the lab was not reported
   *[other] { $count } endpoints of the lab were not reported
}
