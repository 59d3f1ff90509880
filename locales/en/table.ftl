### The report as a table: labels, headings, legend, counts.

## This host.

table-this-host = this host

table-catalog = catalog

table-proxy = proxy

table-no-library = no system TLS library found

table-bundled-library = This build includes its own TLS library: what it offers is not what other programs on this host
    offer.

# What programs on this host get of a version.
# $state (Code)
table-host-version = { $state ->
        [default] yes
        [default-limited] yes, limited
        [not-supported] not supported
        [request] only on request
        [request-limited] only on request, limited
        [disabled] disabled
        [no] no
        [not-default] not by default
        [request-default-unknown] on request, default unknown
        [limited-default-unknown] limited, default unknown
       *[unknown] unknown
    }

# $command (Verbatim)
table-why = (why: { $command })

## The grid.

table-column-endpoint = endpoint

table-column-gets = host gets

table-column-verdict = verdict

# Three columns at most.
# $state (Code)
table-state = { $state ->
        [accepted] yes
        [refused] no
        [unknown] unk
       *[not-tested] n/a
    }

# Shown where a program on this host gets no connection by default.
table-gets-nothing = nothing

# $verdict (Code)
table-verdict = { $verdict ->
        [ready] READY
        [at-risk] AT RISK
        [not-ready] NOT READY
       *[inconclusive] INCONCLUSIVE
    }

table-other-endpoints = Other endpoints

table-no-address = no address

# $address (Verbatim)
table-at = at { $address }

# $address (Verbatim)
# $count (Count) How many addresses the name has.
table-at-one-of = { $count ->
        [one] at { $address }, the only address
       *[other] at { $address }, one of { $count } addresses
    }

# $address (Verbatim)
table-probed-at = Probed at { $address }

# $service (Verbatim)
# $cloud (Verbatim)
table-service-in-cloud = { $service } ({ $cloud })

# $service (Verbatim)
# $address (Verbatim)
# $count (Count)
table-service-at = { $count ->
        [one] { $service }, at { $address }
       *[other] { $service }, all at { $address }
    }

# $cloud (Code)
table-cloud = { $cloud ->
        [gov] US Government
        [china] China, 21Vianet
       *[public] Azure public
    }

## Paragraphs.

table-note = NOTE

table-this-host-heading = THIS HOST

table-stopped-early = STOPPED EARLY

table-stopped = The run was stopped before it finished. Results shown are valid; endpoints not shown were not tested.

table-none-started = some endpoints were never started

table-label-seen = Seen:

table-label-do = Do:

table-label-more = More:

table-label-also = Also:

table-label-unknown = Unknown:

# $side (Code)
table-side = { $side ->
        [host] side: this host
        [endpoint] side: the endpoint
       *[network] side: the network
    }

# $count (Count)
table-endpoints = { $count ->
        [one] { $count } endpoint
       *[other] { $count } endpoints
    }

# $count (Count)
table-all-endpoints = { $count ->
        [one] the endpoint
        [2] both endpoints
       *[other] all { $count } endpoints
    }

# $name (Verbatim)
# $address (Verbatim)
table-name-at = { $name } at { $address }

# $names (List)
table-names = { $names }

# $names (Verbatim) With commas between them.
# $more (Count)
table-names-and-more = { $names }, and { $more } more

# What was seen of some endpoints of a group, and of how many.
# $seen (Messages)
# $count (Count)
table-form = { $seen } ({ $count })

# What was seen of some endpoints of a group.
# $names (Verbatim)
# $seen (Messages)
table-form-of = { $names }: { $seen }

# $count (Count)
# $flag (Verbatim)
table-forms-more = { $count } more, in { $flag }

# $count (Count) How many versions they are.
# $versions (Versions)
# $why (Message)
table-unknown-versions = { $count ->
        [one] whether { $versions } is accepted: { $why }
       *[other] whether { $versions } are accepted: { $why }
    }

## The last lines.

# $state (Code)
table-legend-state = { $state ->
        [accepted] accepted
        [refused] rejected
        [unknown] unknown
       *[not-tested] not tested
    }

table-legend-gets = host gets: the version that programs on this host get by default

table-legend-calculated = * calculated from what this host offers by default; its TLS library was not tried

# $mark (Verbatim)
table-legend-unmet = { $mark } usable, but the endpoint does not meet an expectation

# $mark (Verbatim)
table-legend-open = { $mark } usable, but a check was inconclusive (exit code 3, unless an expectation is not met)

# $count (Count)
table-skipped = { $count ->
        [one] { $count } endpoint was skipped because a value is missing; to include it, add
       *[other] { $count } endpoints were skipped because a value is missing; to include them, add
    }

# $why (Messages)
table-none-reached = No endpoint could be reached: { $why }.

# $why (Messages)
table-none-reached-network = No endpoint could be reached: { $why }. Check the network.

# $why (Message)
# $count (Count)
table-reason-count = { $why } ({ $count })

# $endpoints (Count)
# $ready (Count)
# $at-risk (Count)
# $not-ready (Count)
# $inconclusive (Count)
table-counts = { $endpoints ->
        [one] { $endpoints } endpoint: { $ready } ready, { $at-risk } at risk, { $not-ready } not ready,
            { $inconclusive } inconclusive
       *[other] { $endpoints } endpoints: { $ready } ready, { $at-risk } at risk, { $not-ready } not ready,
            { $inconclusive } inconclusive
    }

# $endpoints (Count)
# $ready (Count)
# $at-risk (Count)
# $not-ready (Count)
# $inconclusive (Count)
table-counts-partial = { $endpoints ->
        [one] { $endpoints } endpoint (partial): { $ready } ready, { $at-risk } at risk, { $not-ready } not ready,
            { $inconclusive } inconclusive
       *[other] { $endpoints } endpoints (partial): { $ready } ready, { $at-risk } at risk, { $not-ready } not ready,
            { $inconclusive } inconclusive
    }

# $count (Count)
table-counts-open = { $count ->
        [one] { $count } with an inconclusive check
       *[other] { $count } with inconclusive checks
    }

# $count (Count)
table-counts-not-trusted = { $count ->
        [one] { $count } certificate not trusted
       *[other] { $count } certificates not trusted
    }

# $endpoints (Verbatim) separated by commas
# $more (Count)
# $flag (Verbatim)
table-not-trusted = { $more ->
        [0] Ready, but this host does not trust the certificate: { $endpoints }. The exit code ignores this unless you
            add { $flag }.
       *[other] Ready, but this host does not trust the certificate: { $endpoints }, and { $more } more. The exit code
            ignores this unless you add { $flag }.
    }

# $count (Count)
table-counts-skipped = { $count } skipped

# $count (Count)
table-only-problems = { $count ->
        [one] { $count } endpoint without a problem is not shown
       *[other] { $count } endpoints without a problem are not shown
    }

table-no-dns = No DNS server gave this host an answer: the network or DNS is down, and no endpoint was tried. Check the
    network connection and the DNS servers of this host.

# The last line.
table-outcome-met = As expected (exit code 0)

# $count (Count)
# $names (Verbatim)
table-outcome-unmet = { $count ->
        [one] Not as expected (exit code 1): { $names }
       *[other] Not as expected (exit code 1), { $count } endpoints: { $names }
    }

# $names (Verbatim)
table-also-inconclusive = Inconclusive: { $names }

# $count (Count)
# $names (Verbatim)
table-outcome-inconclusive = { $count ->
        [one] Inconclusive (exit code 3): { $names }
       *[other] Inconclusive (exit code 3), { $count } endpoints: { $names }
    }

table-outcome-stopped = Inconclusive (exit code 3): the run was stopped

# $duration (Duration)
table-duration = in { $duration }
