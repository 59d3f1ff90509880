### OpenSSL on this host: its policy, its configuration file, and what to change in it.

## The settings that decide. Each is cited in a clause of the next group.

# A command of the configuration file.
# $name (Verbatim)
# $value (Verbatim)
# $place (Verbatim)
openssl-cause-command = { $name } = { $value } ({ $place })
# $name (Verbatim)
# $bound (Version)
openssl-cause-bound = { $name } { $bound } (library default)
openssl-cause-option = an option of the library's default context
# $level (Verbatim)
# $place (Verbatim)
openssl-cause-level = security level { $level } ({ $place })
# $level (Verbatim)
openssl-cause-default-level = security level { $level } (library default)
# $name (Verbatim)
# $place (Verbatim)
openssl-cause-list = { $name } ({ $place })
# $name (Verbatim)
# $place (Verbatim)
openssl-cause-rejected-list = { $name } ({ $place }; the library rejects its value)
openssl-cause-default-suites = the library's own list of cipher suites
openssl-cause-default-signatures = the library's own list of signature algorithms
openssl-cause-library = the library's policy

## Why a version is offered, limited, or not offered

openssl-no-program-can-use = not offered: no program can use the library
openssl-built-without = this library is built without it
openssl-offered-not-tried = offered, but with no key exchange that tlsready can test: whether a handshake succeeds
    is unknown
# $why (Message)
openssl-offered-unknown = offered; whether a handshake succeeds could not be determined: { $why }

# $cause (Message)
openssl-default-without = not offered by default because of { $cause }
# $cause (Message)
openssl-default-no-suite = offered by default without a cipher suite for it, because of { $cause }
# $cause (Message)
openssl-default-all-rejected = offered by default, but the library then rejects every handshake because of
    { $cause }
openssl-default-offers = offered by default

openssl-request-works = a program that requests it gets it
# $cause (Message)
openssl-request-rejected = a program that requests it is rejected because of { $cause }
# $cause (Message)
openssl-request-all-rejected = for a program that requests it, the library rejects every handshake because of
    { $cause }

# $cause (Message)
openssl-no-suite-left = no handshake can select it: no cipher suite is left for it because of { $cause }
# $cause (Message)
openssl-disabled = disabled by { $cause }, also for a program that requests it

# $when (Code)
# $cause (Message)
openssl-ecdhe-rejected =
    { $when ->
        [default] offered by default, but with only RSA key exchange
       *[request] a program that requests it can use only RSA key exchange
    }: the library rejects every ECDHE handshake because of { $cause }
# $when (Code)
openssl-no-ecdhe =
    { $when ->
        [default] offered by default, but with only RSA key exchange
       *[request] a program that requests it can use only RSA key exchange
    }: the ClientHello has no ECDHE cipher suite for it

# With which alerts the library rejected.
# $alerts (List)
openssl-alerts = it sends the alert { $alerts }

## Findings

openssl-bundled = This build of tlsready includes its own OpenSSL: it cannot determine what other programs on this
    host offer.
# $library (Verbatim)
openssl-bundled-evidence = { $library } is inside the program, not loaded from the system
openssl-bundled-remedy = Use a build of tlsready that is linked to OpenSSL of the system (libssl-dev or
    openssl-devel, and pkg-config; without the feature vendored-openssl).

openssl-conf-missing = The configuration file that OPENSSL_CONF names does not exist. OpenSSL reports no error and
    uses its built-in defaults.
# $set (Verbatim)
openssl-variable-set = { $set }
openssl-fix-variable = Set OPENSSL_CONF to an existing file, or unset it:
# $path (Verbatim)
openssl-conf-ignored = OpenSSL ignores its configuration file { $path }. It reports no error and uses its built-in
    defaults.
# $path (Verbatim)
openssl-conf-policy-ignored = OpenSSL ignores the TLS settings in { $path }. It reports no error and uses its
    built-in defaults.
openssl-fix-all = Fix every line listed above.
openssl-fix-one = Fix the line listed above.
openssl-fix-or-remove = Fix each line listed above, or remove it.

# $count (Count)
# $path (Verbatim)
openssl-settings-ignored =
    { $count ->
        [one] One setting in { $path } has no effect
       *[other] { $count } settings in { $path } have no effect
    }, and OpenSSL reports no error.

# $level (Verbatim)
# $bits (Verbatim)
openssl-level-high = Security level { $level } rejects RSA keys of less than { $bits } bits: a program that verifies
    certificates cannot connect to a server with a smaller key, whatever version the server accepts. Keys of 2048
    bits are common.
# $cause (Message)
openssl-level-evidence = the default is { $cause }

openssl-level-tried = tried in memory: a certificate with an RSA key of 2048 bits is rejected because of its size

# $place (Verbatim)
openssl-no-usable-provider = No program can use OpenSSL on this host: the providers that its configuration file
    activates ({ $place }) have no cipher for TLS.
# $section (Verbatim)
# $place (Verbatim)
# $active (List)
openssl-providers-listed = section [{ $section }] ({ $place }) activates { $active }, and with such a section OpenSSL
    loads the provider default only if it is activated there
# $evidence (Verbatim)
openssl-provider-error = the library creates no TLS context: { $evidence }
openssl-provider-tried = tried in memory: with the provider default, the cipher AES-128-GCM is there; without it, it is
    not

# $versions (Versions)
openssl-lowered = Because of the OpenSSL configuration, programs on this host also offer { $versions } by default.
openssl-lowered-remedy = Azure does not need this: its endpoints accept TLS 1.2. If no other server needs the old
    versions, disable them.

## What to change

openssl-crypto-policies = This host uses crypto-policies, and a program writes its files: do not edit them. Run:
openssl-unset = OPENSSL_CONF disables the configuration file. Unset it, then run tlsready host again:
# $section (Verbatim)
# $place (Verbatim)
openssl-set-in-section = In section [{ $section }] (at { $place }), set, replacing any existing lines:
# $section (Verbatim)
# $place (Verbatim)
openssl-add-to-section = In section [{ $section }] (at { $place }), add:
# $section (Verbatim)
# $place (Verbatim)
openssl-replace-in-section = In section [{ $section }] (at { $place }), add, replacing any other ssl_conf:
# $path (Verbatim)
openssl-replace-at-start = In { $path }, before its first section, add, replacing any other openssl_conf:
# $path (Verbatim)
openssl-add-at-end = At the end of { $path }, add:
openssl-restart = Then restart the programs that use OpenSSL: they read the file when they start. No reboot is
    needed.
# $path (Verbatim)
openssl-other-file = OPENSSL_CONF names this file. Programs that start without this variable read { $path }.
# $edits (List)
openssl-tried-without-success = Ask the maintainer of this host's configuration: tlsready tried these changes in
    memory, and none of them helps: { $edits }
openssl-nothing-to-try = Update OpenSSL: no setting of its configuration file is known to be the reason.
openssl-leave-others = Leave the security level, Groups, and SignatureAlgorithms as they are: TLS 1.2 and TLS 1.3 do
    not need other values.

## What is wrong in the configuration file. Evidence.

# $place (Verbatim)
# $fault (Message)
openssl-at-place = { $place }: { $fault }
# $count (Count)
openssl-more-faults =
    { $count ->
        [one] and 1 more problem
       *[other] and { $count } more problems
    }

# $why (Message)
openssl-fault-unreadable = the file cannot be read: { $why }
openssl-file-does-not-exist = it does not exist
openssl-file-is-directory = it is a directory
openssl-file-not-regular = it is not a regular file

openssl-syntax-close-bracket = the section header has no closing bracket
# $name (Verbatim)
openssl-syntax-equal-sign = "=" is missing after "{ $name }"
openssl-syntax-close-brace = a variable has no closing brace
# $name (Verbatim)
openssl-syntax-variable = the variable "{ $name }" has no value
openssl-syntax-too-long = the value is longer than 64 KiB after its variables are filled in
openssl-syntax-pragma = .pragma needs NAME:VALUE, and the value of a switch is on, off, true, or false
openssl-syntax-relative-include = ".pragma abspath" is on, and the path of this .include is relative

# $name (Verbatim)
# $section (Verbatim)
openssl-fault-no-section = { $name } names section [{ $section }], which does not exist; OpenSSL then ignores all
    TLS settings in the file
# $name (Verbatim)
# $section (Verbatim)
openssl-fault-empty-section = { $name } names section [{ $section }], which is empty; OpenSSL then ignores all TLS
    settings in the file
# $name (Verbatim)
# $value (Verbatim)
openssl-fault-not-in-force = { $name } = { $value } is not in force: OpenSSL stopped reading before it, most likely
    at a module (engine, provider) that it could not load
# $section (Verbatim)
openssl-fault-misplaced-start = openssl_conf is in section [{ $section }] and has no effect: OpenSSL looks for it
    only before the first section
# $name (Verbatim)
# $value (Verbatim)
# $section (Verbatim)
openssl-fault-unreached = { $name } = { $value } has no effect: nothing leads from openssl_conf through ssl_conf to
    its section [{ $section }]
# $path (Verbatim)
openssl-fault-directory-skipped = OpenSSL skips directory "{ $path }", because it is included from inside another
    directory
# $path (Verbatim)
openssl-fault-include-missing = the included file "{ $path }" does not exist; OpenSSL continues without it
# $path (Verbatim)
# $why (Message)
openssl-fault-include-unreadable = the included file "{ $path }" cannot be read ({ $why }); OpenSSL continues
    without it

# $name (Verbatim)
# $value (Verbatim)
# $nearest (Verbatim)
openssl-command-misspelled = { $name } = { $value }: the command is unknown to tlsready; did you mean { $nearest }?
# $name (Verbatim)
# $value (Verbatim)
openssl-command-unknown = { $name } = { $value }: the command is unknown to tlsready
# $name (Verbatim)
# $value (Verbatim)
# $wanted (Verbatim)
openssl-command-spelling = { $name } = { $value }: not a valid protocol name here; OpenSSL spells it { $wanted }
# $name (Verbatim)
# $value (Verbatim)
# $known (List)
openssl-command-not-a-protocol = { $name } = { $value }: not a valid protocol name; OpenSSL accepts { $known }
# $name (Verbatim)
# $value (Verbatim)
openssl-command-empty-item = { $name } = { $value }: an item of the list is empty; OpenSSL stops reading the list
    there
# $name (Verbatim)
# $value (Verbatim)
# $item (Verbatim)
openssl-command-unknown-item = { $name } = { $value }: item "{ $item }" is unknown to tlsready; OpenSSL stops
    reading the list at an unknown item
# $name (Verbatim)
# $value (Verbatim)
# $level (Verbatim)
openssl-command-not-a-level = { $name } = { $value }: @SECLEVEL={ $level } is not a security level (0 to 5); OpenSSL
    ignores the whole value
# $name (Verbatim)
# $value (Verbatim)
# $evidence (Verbatim)
openssl-command-rejected = { $name } = { $value }: the library rejects it: { $evidence }

openssl-limit-name = its name is not UTF-8
openssl-limit-file-size = a file is larger than 1 MiB
openssl-limit-line-length = a line is longer than 64 KiB
openssl-limit-text-size = names and values take more than 4 MiB
openssl-limit-include-depth = more than 16 files include one another
openssl-limit-file-count = more than 256 files are included

## Settings, with their values and sources

openssl-setting-file = configuration file
openssl-setting-level = security level
openssl-setting-library = library file
openssl-no-bound = no bound
openssl-source-default = library default
openssl-source-built = library default, set when it was built
openssl-source-mappings = mappings of this process
openssl-source-environment = named by OPENSSL_CONF
openssl-source-directory = in OPENSSLDIR of the library
openssl-source-empty = OPENSSL_CONF is empty, which disables it
openssl-source-null = named by OPENSSL_CONF, which disables it
openssl-file-none = none
# $path (Verbatim)
openssl-file-missing = { $path } (does not exist)
# $path (Verbatim)
openssl-file-ignored = { $path } (ignored by OpenSSL)
# $path (Verbatim)
openssl-file-partly = { $path } (not read to the end)

## What could not be determined

# $evidence (Verbatim)
openssl-no-context = the library creates no TLS context, so no program that uses it can: { $evidence }
# $path (Verbatim)
openssl-conf-not-read-in-full = what { $path } sets is only partly known; the behavior of the library was tested
    anyway
# $file (Verbatim)
# $chosen (Verbatim)
# $applied (Verbatim)
openssl-crypto-policy-not-applied = { $file } has { $chosen }, and { $applied } is applied: update-crypto-policies
    has not been run since the file was changed
# $path (Verbatim)
openssl-library-elsewhere = libssl is loaded from { $path }, which is not one of the system's directories: other
    programs may use another library
openssl-library-unknown = where libssl was loaded from is unknown: the system does not report it
