### Reports of a run: where they go, and what cannot be written.

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

# $name (Verbatim)
# $known (Verbatim)
run-unknown-format = unknown format "{ $name }" (known: { $known })
