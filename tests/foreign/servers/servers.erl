%% Erlang's TLS servers, one for each element of the list in the argument (options of ssl:listen/2). Writes a line `PORT n`
%% for each, in order, when all listen.
-module(servers).
-mode(compile).
-export([main/1]).

main([Text]) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Cases} = erl_parse:parse_term(Tokens),
    {ok, _} = application:ensure_all_started(ssl),
    %% Most of the hellos are not followed by anything, and that is no news.
    ok = logger:set_primary_config(level, none),
    Ports = [start(Options) || Options <- Cases],
    [io:format("PORT ~w~n", [Port]) || Port <- Ports],
    receive stop -> ok end.

start(Options) ->
    Identity = [{certfile, "rsa.crt"}, {keyfile, "rsa.key"}, {ip, {127, 0, 0, 1}}, {backlog, 64}],
    {ok, Listener} = ssl:listen(0, Identity ++ Options),
    spawn(fun() -> serve(Listener) end),
    {ok, {_, Port}} = ssl:sockname(Listener),
    Port.

serve(Listener) ->
    {ok, Connection} = ssl:transport_accept(Listener),
    Handler = spawn(fun() ->
        receive yours -> ok end,
        ssl:handshake(Connection, 10000)
    end),
    ok = ssl:controlling_process(Connection, Handler),
    Handler ! yours,
    serve(Listener).
