### How values are written: lists and time spans.

# $first (Verbatim)
# $last (Verbatim)
list-pair = { $first } and { $last }

# $first (Verbatim)
# $rest (Verbatim)
list-more = { $first }, { $rest }

# $first (Verbatim)
# $last (Verbatim)
list-end = { $first }, and { $last }

list-empty = none

# The separator between clauses, and what is before and after it.
# $first (Verbatim)
# $rest (Verbatim)
list-clauses = { $first }; { $rest }

# $milliseconds (Count)
duration-milliseconds = { $milliseconds } ms

# $seconds (Verbatim)
duration-seconds = { $seconds } s

# $minutes (Count)
# $seconds (Count)
duration-minutes = { $minutes } min { $seconds } s
