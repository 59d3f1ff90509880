### Errors and hints: lower case, no full stop, the place first.

## How they are printed.

# $problem (Message)
label-error = error: { $problem }

# $hint (Message)
label-hint = hint: { $hint }

# $file (Verbatim)
# $problem (Message)
place-file = { $file }: { $problem }

# $file (Verbatim)
# $line (Count)
# $problem (Message)
place-line = { $file }:{ $line }: { $problem }

# $file (Verbatim)
# $line (Count)
# $column (Count)
# $problem (Message)
place-column = { $file }:{ $line }:{ $column }: { $problem }

# $flag (Verbatim) such as --sni
# $problem (Message)
place-flag = { $flag }: { $problem }

# $more (Count)
error-more-problems = { $more ->
    [one] 1 more problem
   *[other] { $more } more problems
}

hint-all-problems = to list all of them, add -v

# $suggestion (Verbatim)
hint-did-you-mean = did you mean "{ $suggestion }"?

# $what (Code)
# $known (Verbatim) separated by commas
hint-known = { $what ->
    [agents] known agents: { $known }
    [clouds] known clouds: { $known }
    [forms] known forms: { $known }
    [keys] known keys: { $known }
    [services] known services: { $known }
    [variables] known variables: { $known }
   *[other] known: { $known }
}

# Where there are more than are listed.
# $what (Code)
# $known (Verbatim) separated by commas
hint-known-some = { $what ->
    [agents] known agents: { $known }, …
    [services] known services: { $known }, …
    [variables] known variables: { $known }, …
   *[other] known: { $known }, …
}

# $what (Code)
hint-none-declared = { $what ->
    [agents] the file declares no agents
    [services] the file declares no services
    [variables] the file declares no variables
   *[other] the file declares none
}

## The command line.

error-stdin-mixed = "-" (stdin) cannot be combined with other endpoints
hint-all-on-stdin = write all endpoints to stdin, one a line

# $flag (Verbatim)
error-selection-with-endpoints = { $flag } cannot be combined with explicit endpoints

# $flag (Verbatim)
hint-leave-out-flag-or-endpoints = omit { $flag }, or omit the endpoints

error-nothing-selected = no endpoint matches the selection
hint-list-catalog = to list the catalog, run: tlsready catalog

# $flags (Verbatim)
hint-set-missing = set the missing variables: { $flags }

error-resume-needs-jsonl = --resume requires --format jsonl, the only format that is written as each endpoint finishes
hint-add-jsonl = add --format jsonl

error-only-needs-table = --only changes tables alone, and no table is written
hint-add-table = add --report table, or filter the JSON report by its verdict

error-all-addresses-with-proxy = --all-addresses cannot be combined with --proxy: the proxy chooses the address
hint-proxy = write the proxy as http://host:port

# $version (Verbatim)
# $require (Version)
error-refuse-contradicts-require = --refuse { $version } contradicts the required version, { $require }
hint-refuse-below-require = refuse only versions below the required one (--require)

# $version (Verbatim)
error-refuse-needs-version = --refuse { $version } requires that { $version } is tested
# $version (Verbatim)
hint-add-to-versions = add { $version } to --versions

# $text (Verbatim)
error-not-host-name = "{ $text }" is not a valid host name
hint-sni = give a host name, or "none"

# $text (Verbatim)
error-unknown-command = unknown command "{ $text }"

# $text (Verbatim)
error-unknown-code = unknown code "{ $text }"
hint-list-codes = to list all codes, run: tlsready explain

## Values that clap prints; it puts the flag and the value before them.

# $known (Verbatim)
error-language = not available (available: { $known })

# $text (Verbatim)
# $known (Verbatim)
error-unknown-prober = unknown prober "{ $text }" (known: { $known })

# $text (Verbatim)
error-duration = "{ $text }" is not a valid duration (write 3s, 500ms, or 2m)

# $text (Verbatim)
error-duration-range = "{ $text }" is out of range (1ms to 24h)

# $text (Verbatim)
# $known (Verbatim)
error-unknown-version = unknown version "{ $text }" (known: { $known })

# $address (Verbatim)
# $port (Verbatim)
error-connect-port = give only the address, { $address }, and the port with the endpoint: NAME:{ $port }

# $text (Verbatim)
error-connect-network = "{ $text }" is a network; give one address of it

# $text (Verbatim)
error-connect-name = "{ $text }" is not an IP address; give an address, not a name, such as 192.0.2.1 or 2001:db8::1

error-rate = write a rate as connections per second or minute: 500/s, 30/m (from 1/m to 1000000/s)

## Proxies.

error-proxy-not-url = the proxy is not a valid URL

# $scheme (Verbatim)
error-proxy-scheme = the scheme "{ $scheme }" is not supported; only http is

error-proxy-no-host = the URL has no host
error-proxy-port-zero = port 0 is not a valid port
error-proxy-reserved = the user or the password contains a character that has another meaning in a URL
error-proxy-path = something follows the host and the port of the proxy, or the password is not percent-encoded
error-proxy-colon-in-user = the name of the user contains a colon, which no proxy can read

# $form (Verbatim)
# $at (Verbatim)
# $colon (Verbatim)
# $slash (Verbatim)
# $hash (Verbatim)
# $question (Verbatim)
# $percent (Verbatim)
hint-proxy-encode = write { $form }, and percent-encode in the user and the password: @ is { $at }, : is { $colon }, / is
    { $slash }, # is { $hash }, ? is { $question }, % is { $percent }

# $variable (Verbatim)
hint-proxy-password = or leave the password out and set it, as it is, in the variable { $variable }

## Targets: hosts, ports, and URLs as the user writes them.

error-host-empty = the host name is empty
hint-host-empty = write a name such as example.com, or an address

# $text (Verbatim)
error-host-space = "{ $text }" contains a space

# $text (Verbatim)
error-host-control = "{ $text }" contains a control character
hint-host-remove-character = remove it

# $text (Verbatim)
error-host-wildcard = "{ $text }" is a wildcard, not a host name
hint-host-wildcard = write each name in full, or use a variable such as {"{"}account{"}"} in its place

# $text (Verbatim)
error-host-scheme = "{ $text }" contains a scheme

# $text (Verbatim)
error-host-path = "{ $text }" contains a path
hint-host-alone = write only the host name

# $text (Verbatim)
error-host-port = "{ $text }" contains a port
hint-host-port = write only the host name; the port has its own key: port = 8443

# $text (Verbatim)
error-host-userinfo = "{ $text }" contains a user name
hint-host-userinfo = remove the user name: tlsready makes a handshake and sends no request

# $text (Verbatim)
# $character (Verbatim)
error-host-character = "{ $text }" contains the character "{ $character }", which is not allowed in a host name

# $text (Verbatim)
error-host-hyphen = a label of "{ $text }" begins or ends with a hyphen
hint-host-characters = use letters, digits, hyphens, and dots

# $text (Verbatim)
error-host-empty-label = "{ $text }" has an empty label
hint-host-empty-label = write one dot between labels

# $text (Verbatim)
# $longest (Count)
error-host-long-label = a label of "{ $text }" is longer than { $longest } characters

# $text (Verbatim)
# $longest (Count)
error-host-long-name = "{ $text }" is longer than { $longest } characters
hint-host-too-long = check the name: it is too long for DNS

# $text (Verbatim)
error-host-not-ipv4 = "{ $text }" is neither a host name nor an IPv4 address
hint-host-ipv4 = write an IPv4 address as four numbers from 0 to 255, such as 192.0.2.1

# $text (Verbatim)
error-host-not-ipv6 = "{ $text }" is not an IPv6 address
hint-host-ipv6 = write an IPv6 address such as 2001:db8::1, in brackets before a port: [2001:db8::1]:443

# $text (Verbatim)
error-host-zone = "{ $text }" contains a zone index, which has a meaning on this host only
hint-host-zone = use a global address or a name

# $text (Verbatim)
error-host-international = "{ $text }" is not a valid international name
hint-host-international = check the spelling of the name, or write it in its xn-- form

# $text (Verbatim)
error-target-path = "{ $text }" contains a path but no scheme
hint-target-path = remove the path, or write a URL: https://…

# $text (Verbatim)
error-target-network = "{ $text }" is a network, not one host
hint-target-network = give each address, for a long list one a line on stdin

# $text (Verbatim)
error-target-maybe-port = "{ $text }" could end with a port or be one IPv6 address
# $with-port (Verbatim)
# $without (Verbatim)
hint-target-maybe-port = write { $with-port } for the port, or { $without } for the address

# $text (Verbatim)
# $scheme (Verbatim)
error-target-plain-text = "{ $text }" has the scheme { $scheme }://, which does not use TLS
hint-target-plain-text = to probe TLS on that host, write host:port, such as example.com:443

# $text (Verbatim)
# $scheme (Verbatim)
error-target-unknown-scheme = "{ $text }" has the unknown scheme { $scheme }://
# $schemes (List)
hint-target-unknown-scheme = write host:port, or use one of the known schemes: { $schemes }

# $text (Verbatim)
error-target-port-not-number = the port of "{ $text }" is not a number

# $text (Verbatim)
error-target-port-out-of-range = the port of "{ $text }" is out of range
hint-port = use a port from 1 to 65535

# $text (Verbatim)
error-target-colons = "{ $text }" is neither host:port nor an IPv6 address

# $text (Verbatim)
error-target-after-bracket = "{ $text }" has something other than :port after "]"

hint-target-wildcard = name one host, such as www.example.com

## Lists of targets on stdin.

error-stdin-empty = stdin: no endpoint found
hint-target-a-line = write one target a line: host, host:port, [v6]:port, or a URL

# $bytes (Count)
error-line-too-long = the line is longer than { $bytes } bytes
error-line-not-utf8 = the line is not valid UTF-8
error-input-utf16 = the input is UTF-16, not UTF-8
hint-save-as-utf8 = save the file as UTF-8

# $cause (Verbatim)
error-reading = read error: { $cause }
hint-check-input = check where the input comes from

# $more (Count)
note-more-bad-lines = { $more ->
    [one] 1 more line is not a valid target; to list all of them, add -v
   *[other] { $more } more lines are not valid targets; to list all of them, add -v
}

## Output.

# $path (Verbatim)
# $cause (Verbatim)
error-write-report = cannot write the report to "{ $path }": { $cause }

# $cause (Verbatim)
error-write-stdout = cannot write the report: { $cause }

error-output-empty = cannot write the report: the path of --output is empty
hint-name-file = give the name of a file

# $path (Verbatim)
error-output-directory = cannot write the report to "{ $path }": it is a directory
hint-name-file-in-directory = give the name of a file in it

# $path (Verbatim)
error-output-dangling-link = cannot write the report to "{ $path }": it is a symbolic link to a file that does not exist

# $path (Verbatim)
# $directory (Verbatim)
error-output-no-directory = cannot write the report to "{ $path }": the directory "{ $directory }" does not exist
hint-create-directory = create the directory, or choose another path
hint-other-output = choose another path
# $path (Verbatim)
# $within (Duration)
error-output-late = cannot write the report to "{ $path }": opening it did not end within { $within }
hint-output-late = if it is a named pipe, start the program that reads from it first
hint-run-again-to-continue = run the same command again to continue
hint-existing-unchanged = the existing file was left unchanged

# $cause (Verbatim)
error-render-json = internal error: cannot render JSON: { $cause }

# $cause (Verbatim)
error-render-man = internal error: cannot render the manual page: { $cause }

# $cause (Verbatim)
error-schema = internal error: a schema is not valid JSON: { $cause }

## The machine.

# $limit (Count)
# $needed (Count)
error-address-space = address space is limited to { $limit } MB (ulimit -v); { $needed } MB are needed
hint-address-space = raise the limit, or remove it: ulimit -v unlimited

# $possible (Count)
# $needed (Count)
error-threads = { $possible ->
    [one] this process may start only 1 thread (ulimit -u, or the limit of a container); { $needed } are needed
   *[other]
        this process may start only { $possible } threads (ulimit -u, or the limit of a container); { $needed } are
        needed
}
hint-threads = raise the limit, or end other processes of this user

# $cause (Verbatim)
error-runtime = cannot start the runtime: { $cause }

# $cause (Verbatim)
error-signals = cannot wait for signals: { $cause }

# $cause (Verbatim)
error-host-collect = cannot examine this host: { $cause }

# $cause (Verbatim)
error-task-panicked = internal error: a task panicked: { $cause }

## Resuming a run from its file.

# $path (Verbatim)
# $cause (Verbatim)
error-resume = cannot resume "{ $path }": { $cause }

# $path (Verbatim)
error-resume-directory = cannot resume "{ $path }": it is a directory

# $path (Verbatim)
error-resume-not-file = cannot resume "{ $path }": it is not a regular file
hint-resume-regular-file = use a regular file, which can be read again

# $path (Verbatim)
error-resume-in-use = cannot resume "{ $path }": another run is writing to it
hint-resume-in-use = wait for the other run, or stop it

# $path (Verbatim)
error-resume-changed = another program changed, replaced, or removed "{ $path }" while this run was writing to it
hint-resume-changed = check the file, then run the same command again to continue

# $cause (Verbatim)
error-resume-line = not a line of a jsonl report: { $cause }
error-resume-line-too-long = not a line of a jsonl report: the line is too long
error-resume-line-start = not a line of a jsonl report: the line does not begin like one
hint-resume-other-file = give a file that "check --format jsonl" wrote, or the name of a new file

# $missing (Count)
error-resume-addresses = { $missing ->
    [one]
        the previous endpoint is missing 1 address, because the file was written without --all-addresses
   *[other]
        the previous endpoint is missing { $missing } addresses, because the file was written without
        --all-addresses
}
hint-resume-addresses = omit --all-addresses, or start a new file

# $earlier (Verbatim)
# $now (Verbatim)
error-resume-versions = the earlier run tested { $earlier }, this one would test { $now }
hint-resume-versions = use the same --versions and --refuse, or start a new file

# $endpoint (Verbatim)
# $earlier (Verbatim) such as expected.trust = false
# $now (Verbatim)
error-resume-question = { $endpoint } was probed with { $earlier }; this run has { $now }
hint-resume-question = use the options of the earlier run, or start a new file

# $endpoint (Verbatim)
# $count (Count) of such endpoints in the file
error-resume-other-list = { $count ->
    [one] { $endpoint } is not among the targets of this run
   *[other] { $endpoint } and others, { $count } in all, are not among the targets of this run
}
hint-resume-other-list = give the targets of the earlier run, and more if you like, or start a new file

## Notes on stderr while a run goes on.

# Behind a number, or two such as 12/50, on the progress bar.
progress-endpoints = endpoints

# $catalog (Message)
note-endpoints-from = endpoints from { $catalog }

# $count (Count)
note-resumed = { $count ->
    [one] 1 endpoint is already in the file and is skipped
   *[other] { $count } endpoints are already in the file and are skipped
}

# $keys (Verbatim) such as Ctrl-D
note-reading-terminal = type one target a line, then { $keys }

# $count (Count)
note-repeated = { $count ->
    [one] 1 repeated target is skipped
   *[other] { $count } repeated targets are skipped
}

# $host (Verbatim)
# $purpose (Verbatim)
# $flags (Verbatim)
note-skipped = skipped: { $host } ({ $purpose }): set { $flags }

note-stopped = the run was stopped before every endpoint was finished

## Exported registry files. The place is before the message: "a.reg:3: …".

# $cause (Verbatim)
registry-cannot-open = cannot open the file: { $cause }

# $cause (Verbatim)
registry-cannot-read = cannot read the file: { $cause }

# $within (Duration)
registry-late = reading did not end within { $within }: if it is a named pipe, no program writes to it
registry-directory = this is a directory; give the exported files in it
registry-too-large =
    the file is larger than 256 MiB; export only the keys that decide about TLS, such as
    HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL

# $machine (Verbatim)
# $file (Verbatim)
# $other (Verbatim)
registry-other-machine = the file is from the machine { $machine }, but { $file } is from { $other }
# $build (Verbatim)
# $file (Verbatim)
# $other (Verbatim)
registry-other-build = the file is from Windows build { $build }, but { $file } is from build { $other }

# $path (Verbatim)
# $file (Verbatim)
registry-contradicts = the file and { $file } contain { $path } with different values, and not both contain the name of
    their machine: they may be from different machines
hint-one-machine = give the files of one machine, exported at one time; of several exports of one key, give only the
    newest

registry-empty = the file is empty
registry-utf32 = the file is UTF-32 text; exports are UTF-16 (little-endian), UTF-8, or ASCII
registry-big-endian = the file is big-endian UTF-16 text; exports are little-endian
registry-hive = the file is a registry hive, not an export
# $load (Verbatim)
# $export (Verbatim)
hint-hive = on Windows, run: { $load }, then: { $export }; or use reg export instead of reg save

registry-no-text = the file has no text, so it is not a registry export

# $first (Verbatim)
# $second (Verbatim)
# $found (Verbatim)
registry-not-export =
    the file is not a registry export: its first line is not "{ $first }" or "{ $second }" but "{ $found }"

hint-wine-export = this is a registry file of Wine; export with: wine reg export KEY out.reg

registry-no-key = the file has no key, so nothing was exported into it

# $most (Count)
registry-too-many = the file has more than { $most } values that matter here, so it is not an export

registry-zero-character = the line has a zero character: this is not text, or its encoding has no byte order mark
registry-half-character = the line ends within a UTF-16 character: the file is truncated or damaged
registry-long-line = the line is longer than 8 MiB, so this is not a registry export

# $problem (Message)
registry-truncated = { $problem }: the file is truncated

# $line (Count)
# $problem (Message)
registry-in-value = { $problem } (in line { $line } of the file, which belongs to the value that begins here)

registry-key-bracket = a key has no closing bracket

# $text (Verbatim)
registry-after-bracket = unexpected text after the closing bracket: { $text }

# $key (Verbatim)
registry-key-hive = a key does not begin with the name of a hive (HKEY_LOCAL_MACHINE, …): { $key }

# $text (Verbatim)
registry-value-before-key = a value before the first key: { $text }

registry-unknown-line = this is neither a key, nor a value, nor a comment
registry-no-equals = no equals sign after the name of a value

# $character (Verbatim)
registry-unknown-escape = unknown escape in a text: \{ $character }

# $text (Verbatim)
registry-after-quote = unexpected text after the closing quote: { $text }

# $text (Verbatim)
registry-unknown-data = unknown data (known: "text", dword:, hex:, hex(n):, -): { $text }

# $digits (Verbatim)
registry-dword-digits = a dword needs one to eight hexadecimal digits: dword:{ $digits }
registry-dword-truncated = the file ends within a dword, so it is truncated

# $type (Verbatim)
registry-type-number = the type is not a hexadecimal number: hex({ $type })

# $byte (Verbatim)
registry-byte-digits = a byte is not one or two hexadecimal digits: { $byte }

registry-text-too-long = a text does not end within 1 MiB: its closing quote is missing
registry-text-truncated = a text has no closing quote: the file is truncated
registry-value-too-long = a value is longer than 1 MiB
registry-bytes-truncated = the bytes of a value end with a backslash, and no line follows: the file is truncated

# $command (Verbatim)
hint-export-with = export with: { $command }

# $command (Verbatim)
hint-export-again = on that machine, run: { $command }, and copy the whole file
