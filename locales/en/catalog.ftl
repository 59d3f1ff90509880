### The catalog: what is selected from it, and the list that "tlsready catalog" prints.

catalog-built-in = the built-in catalog

# $path (Verbatim)
catalog-file = { $path }

## Selection.

# $catalog (Message)
# $clouds (List)
error-nothing-in-cloud = { $catalog } has no endpoint for this selection in cloud { $clouds }

# $service (Verbatim)
# $clouds (List)
hint-service-in-clouds = { $service } has endpoints in { $clouds }

# $service (Verbatim)
error-unknown-service = unknown service "{ $service }"

# $variable (Verbatim)
error-unknown-variable = unknown variable "{ $variable }"

# $text (Verbatim)
error-variable-without-value = --var "{ $text }" has no value

# $variable (Verbatim)
error-variable-twice = --var { $variable } is given twice, with different values
hint-give-once = give it once

# $text (Verbatim) what the catalog says about a variable
hint-of-catalog = { $text }

# $pattern (Verbatim)
# $problem (Message)
error-filled-host = { $pattern } is not valid with these variables: { $problem }

# $flags (List)
hint-check-flags = check { $flags }

## The list.

cloud-public = Azure public
cloud-gov = Azure US Government
cloud-china = Azure operated by 21Vianet (China)

# $clouds (List)
# $catalog (Message)
catalog-title = Endpoints of { $clouds }, from { $catalog }

# $catalog (Message)
catalog-title-own = Endpoints from { $catalog }

# $require (Version)
catalog-expected-of-each = Expected of each unless noted: { $require } or later, and a trusted certificate

# What is behind these two labels is a note of the catalog, and what is expected of an endpoint.
catalog-label-note = note:
catalog-label-expected = expected:

# $version (Version)
catalog-expects-version = { $version } or later

# $versions (Versions)
catalog-expects-refused = { $versions } rejected

catalog-expects-no-trust = the certificate need not be trusted by this host

# Behind the name of an endpoint.
# $flags (Verbatim)
catalog-skipped = skipped, needs { $flags }

# $endpoints (Count)
# $services (Count)
catalog-summary = { $endpoints ->
    [one] 1 endpoint
   *[other] { $services ->
        [one] { $endpoints } endpoints in 1 service
       *[other] { $endpoints } endpoints in { $services } services
    }
}

# Above the list of the variables.
# $skipped (Count)
catalog-summary-skipped = { $skipped ->
    [one] 1 endpoint is skipped because a variable is not set:
   *[other] { $skipped } endpoints are skipped because a variable is not set:
}

# $help (Verbatim) a text of the catalog
# $example (Verbatim)
catalog-variable-help = { $help } (such as { $example })

# $example (Verbatim)
catalog-variable-example = such as { $example }
