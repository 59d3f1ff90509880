### What `tlsready explain` shows around the texts of the codes, and what several of these texts share.
###
### Each code has a message `explain-<kind>-<code>`: one sentence, which the list of codes shows. Its attributes are
### shown only when one code is explained. `.means` says more; `.determined-1`, `.cause-1`, `.do-1`, `.source-1` (then
### 2, 3 and so on) are the items of lists. The commands to paste after a `.do-1` are in Rust: they are not translated.

## The screen

screen-explain-determined = How it is determined

screen-explain-causes = Typical causes

screen-explain-steps = What to do

screen-explain-sources = Sources

# The last line of the list of codes.
# $command (Verbatim)
screen-explain-one = To read about one code: { $command }

## Kinds of codes: the heading in the list of codes

screen-explain-findings = Findings

screen-explain-windows-findings = Findings in a Windows registry (tlsready host)

screen-explain-reasons = Reasons for the result of a version

screen-explain-rules = Rules of Microsoft's legacy checker (tlsready host --rules)

screen-explain-outcomes = Results of a prober (JSON)

screen-explain-ends = Ends of an attempt (JSON)

screen-explain-problems = Problems of a certificate (JSON)

## Kinds of codes: beside the code that is explained

screen-explain-finding = finding

screen-explain-windows-finding = finding on Windows

screen-explain-reason = reason for the result of a version

screen-explain-rule = rule of Microsoft's legacy checker

screen-explain-outcome = result of a prober

screen-explain-end = end of an attempt

screen-explain-problem = problem of a certificate
