// Node's TLS servers, one for each element of the JSON array in argv[2] (options of tls.createServer, and `name`: the
// only server name that is served). Writes one line `PORT n` for each, in order, when all are listening.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const tls = require("node:tls");

const identity = { cert: fs.readFileSync("rsa.crt"), key: fs.readFileSync("rsa.key") };

function serve({ name, without = [], ...options }) {
  const secureOptions = without.reduce((bits, version) => bits | crypto.constants[`SSL_OP_NO_${version}`], 0);
  const settings = { ...identity, ciphers: "ALL:@SECLEVEL=0", ...options, secureOptions };
  if (name) {
    settings.SNICallback = (asked, done) =>
      asked === name ? done(null, tls.createSecureContext(settings)) : done(new Error(`no service of the name ${asked}`));
  }
  const server = tls.createServer(settings, (socket) => socket.end());
  server.on("tlsClientError", () => {});
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(server.address().port)));
}

Promise.all(JSON.parse(process.argv[2]).map(serve)).then((ports) => {
  for (const port of ports) console.log(`PORT ${port}`);
});
