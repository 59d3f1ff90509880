### Problems of endpoints.toml.

# $count (Count)
config-problems = { $count ->
    [one] 1 problem in the endpoints file; nothing was probed
   *[other] { $count } problems in the endpoints file; nothing was probed
}

## The file as a whole.

config-directory = this is a directory, not a file
hint-name-config-in-directory = give the endpoints file in it

config-not-found = file not found
hint-config-not-found = check the path; to print a file to start from, run: tlsready catalog --print-default

config-permission = this user may not read the file
hint-config-permission = change the permissions of the file, or run as a user who may read it

# $cause (Verbatim)
config-unreadable = cannot read the file: { $cause }
hint-check-path = check the path
# $within (Duration)
config-late = reading did not end within { $within }
hint-config-late = if it is a named pipe, start the program that writes to it first

# $bytes (Count)
config-too-large = the file is larger than { $bytes } bytes (1 MiB)
hint-config-too-large = check that this is the intended file, or split it

config-file-empty = the file is empty
hint-print-default = to print a file to start from, run: tlsready catalog --print-default

config-utf16 = the file is UTF-16, not UTF-8

# $byte (Verbatim) such as 0xe4
config-not-utf8 = the file is not valid UTF-8: unexpected byte { $byte }

## TOML.

# $cause (Verbatim)
config-not-toml = not valid TOML: { $cause }
hint-toml = write key = "text", key = 443, or a [table] on its own line; see https://toml.io

# $key (Verbatim)
config-duplicate-key = duplicate key "{ $key }"
hint-duplicate-key = remove one of them, or rename it

# $key (Verbatim)
config-unknown-key = unknown key "{ $key }"

# $key (Verbatim)
# $wanted (Code)
# $seen (Code)
config-wrong-type = { $wanted ->
    [boolean] "{ $key }" must be true or false, not { $seen ->
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [list] a list
        [table] a table
       *[text] text in quotes
    }
    [integer] "{ $key }" must be a number, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [list] a list
        [table] a table
       *[text] text in quotes
    }
    [list] "{ $key }" must be a list, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [table] a table
       *[text] text in quotes
    }
    [table] "{ $key }" must be a table, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [list] a list
       *[text] text in quotes
    }
    [tables] "{ $key }" must be a list of tables, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [list] a list
        [table] a table
       *[text] text in quotes
    }
    [version] "{ $key }" must be a version in quotes, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [list] a list
       *[table] a table
    }
   *[text] "{ $key }" must be text in quotes, not { $seen ->
        [boolean] true or false
        [datetime] a date or time
        [float] a number with a fraction
        [integer] a number
        [list] a list
       *[table] a table
    }
}

# $example (Verbatim)
hint-write = write { $example }

# $example (Verbatim)
hint-add = add { $example }

# $example (Verbatim)
hint-write-or-no-entry = write { $example }, or remove the entry

# $key (Verbatim)
config-empty = "{ $key }" is empty
hint-text-or-no-key = write a text, or remove the key

# $what (Code)
# $key (Verbatim)
config-missing-key = { $what ->
    [agent] this agent has no "{ $key }"
    [endpoint] this endpoint has no "{ $key }"
   *[service] this service has no "{ $key }"
}

hint-remove-one = remove one of them

## Values.

# $port (Verbatim)
config-port-range = port { $port } is out of range

# $version (Verbatim)
config-unknown-version = unknown version "{ $version }"
hint-versions = known versions: "ssl3", "1.0", "1.1", "1.2", "1.3"

config-refuse-not-list = "refuse" must be a list of versions

# $version (Version)
config-refused-twice = { $version } is in "refuse" twice

# $version (Version)
config-required-and-refused = { $version } is both required and refused
hint-required-and-refused =
    remove it from "refuse", or require a higher version ("require" is the lowest that must work)

# $what (Code)
# $id (Verbatim)
config-bad-id = { $what ->
    [agent] "{ $id }" is not a valid agent id
   *[service] "{ $id }" is not a valid service id
}
hint-id = use lower-case letters, digits, and hyphens, such as log-analytics

## Variables and agents.

# $name (Verbatim)
config-variable-name = "{ $name }" is not a valid variable name
hint-variable-name = use lower-case letters, digits, and underscores, and begin with a letter

# $form (Verbatim)
config-unknown-form = unknown form "{ $form }"

# $form (Verbatim)
hint-correct-or-change-form = correct the value, or change the form ({ $form })

error-value-empty = the value is empty

# $text (Verbatim)
error-value-not-guid =
    "{ $text }" is not a GUID (such as 01234567-89ab-cdef-0123-456789abcdef, without braces)

# $text (Verbatim)
error-value-not-label = "{ $text }" is not one label of a host name (letters, digits, and hyphens, no dot)

# $text (Verbatim)
error-value-not-name = "{ $text }" is not a part of a host name (letters, digits, hyphens, and dots)

# $text (Verbatim)
error-value-edge = "{ $text }" begins or ends with a hyphen or a dot

# $agent (Verbatim)
config-unknown-agent = unknown agent "{ $agent }"

# $example (Verbatim)
hint-declare-agent = or declare it under [agents]: { $example }

# $agent (Verbatim)
config-agent-twice = agent "{ $agent }" is listed twice

# $variable (Verbatim)
# $host (Verbatim)
config-unknown-variable = unknown variable "{ $variable }" in host "{ $host }"

# $example (Verbatim)
hint-declare-variable = or declare it under [variables]: { $example }

## Services, endpoints and hosts.

config-no-service = the file has no service, so there is nothing to probe
hint-add-service =
    add a [[service]] with [[service.endpoint]] entries; to print a file to start from, run:
    tlsready catalog --print-default

# $id (Verbatim)
config-duplicate-service = duplicate service id "{ $id }"

# $line (Count)
hint-duplicate-service = the first is on line { $line }: merge them, or rename one

config-service-without-endpoint = this service has no endpoint
hint-add-endpoint = add [[service.endpoint]] with purpose and host

# $cloud (Verbatim)
config-unknown-cloud = unknown cloud "{ $cloud }"

config-no-hosts = the list of hosts is empty
hint-host-or-no-key = write a host, or remove the key

config-host-type = "host" must be a text, a list of texts, or a table with a key for each cloud
config-host-item-type = a host must be text in quotes

# $text (Verbatim)
error-pattern-unclosed = "{ $text }" has a "{"{"}" without a matching "{"}"}"

# $text (Verbatim)
error-pattern-unopened = "{ $text }" has a "{"}"}" without a matching "{"{"}"
hint-placeholder = write a placeholder as {"{"}name{"}"}

# $text (Verbatim)
# $name (Verbatim)
error-pattern-name = "{ $text }" has the placeholder "{ $name }", which is not a valid variable name

# $host (Verbatim)
# $problem (Message)
config-filled-host = host "{ $host }" is not valid with the values of [variables]: { $problem }

# $endpoint (Verbatim)
# $cloud (Verbatim)
config-duplicate-endpoint = duplicate endpoint { $endpoint } in cloud "{ $cloud }"

# $line (Count)
hint-duplicate-endpoint = the first is on line { $line }; remove one of them
