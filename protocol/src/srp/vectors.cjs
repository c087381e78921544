// Makes vectors.json by another implementation than ours, the npm package
// amazon-cognito-identity-js 6.3.21 (MIT/Apache-2.0, by Amazon), of which this calls
// AuthenticationHelper with a fixed secret exponent:
//
//     npm install amazon-cognito-identity-js@6.3.21 && node vectors.cjs > vectors.json
//
// B needs not come of a real server: the client's proof is defined for any.
const crypto = require("crypto");
const lib = "amazon-cognito-identity-js/lib/";
const AuthenticationHelper = require(lib + "AuthenticationHelper").default;
const BigInteger = require(lib + "BigInteger").default;

let counter = 0;
const bytes = (n) => {
  const parts = [];
  for (let i = 0; i * 32 < n; i++) {
    parts.push(crypto.createHash("sha256").update(`vestibule ${counter++}`).digest());
  }
  return Buffer.concat(parts).subarray(0, n);
};

function prove(v) {
  AuthenticationHelper.prototype.generateRandomSmallA = () => new BigInteger(v.a, 16);
  const helper = new AuthenticationHelper(v.poolName);
  v.publicHex = helper.largeAValue.toString(16);
  const block = Buffer.from(v.secretBlock, "base64");
  let shared;
  const hkdf = helper.computehkdf;
  helper.computehkdf = (ikm, salt) => ((shared = ikm), hkdf.call(helper, ikm, salt));
  helper.getPasswordAuthenticationKey(
    v.userId, v.password, new BigInteger(v.srpB, 16), new BigInteger(v.salt, 16),
    (error, key) => {
      if (error) throw error;
      const message = Buffer.concat([
        Buffer.from(v.poolName), Buffer.from(v.userId), block, Buffer.from(v.timestamp),
      ]);
      v.signature = crypto.createHmac("sha256", key).update(message).digest("base64");
    });
  return { u: helper.UHexHash, shared };
}

const vector = (note, changes = {}) => ({
  note,
  poolName: "AbCdEfGhI",
  userId: "5f0a3c2e-6d0b-4b2a-9a55-3f7e6b1c9d21",
  password: "correct horse battery staple",
  salt: bytes(16).toString("hex"),
  a: bytes(32).toString("hex"),
  srpB: bytes(384).toString("hex").replace(/^./, "7"),
  secretBlock: bytes(1200).toString("base64"),
  timestamp: "Tue Nov 3 09:04:05 UTC 2026",
  ...changes,
});

const vectors = [
  vector("plain"),
  vector("B with its top bit set", { srpB: "e" + bytes(384).toString("hex").slice(1) }),
  vector("B of an odd number of digits", { srpB: bytes(383).toString("hex").slice(1).replace(/^./, "5") }),
  vector("B of few digits", { srpB: "2" }),
  vector("salt of an odd number of digits", { salt: "f" + bytes(15).toString("hex") }),
  vector("salt with leading zeros", { salt: "0000" + bytes(14).toString("hex") }),
  vector("salt with its top bit set", { salt: "ff" + bytes(15).toString("hex") }),
  vector("an empty password", { password: "" }),
  vector("a password of blanks, umlauts and emoji", { password: " pässword 🔑 \t " }),
  vector("a password of 256 characters", { password: "aB3$".repeat(64) }),
  vector("a user name outside of ASCII", { userId: "Zoë+%2B@example.com" }),
  vector("a small exponent", { a: "00".repeat(31) + "03" }),
  vector("the largest exponent", { a: "ff".repeat(32) }),
  vector("a device", { poolName: "-Abc12XyZ", userId: "eu-west-1_5f0a3c2e-6d0b-4b2a-9a55-3f7e6b1c9d21", password: bytes(40).toString("base64") }),
];
vectors.forEach(prove);

for (const [note, found] of [
  ["A with a leading zero byte", (v) => v.publicHex.length <= 766],
  ["A of an odd number of digits", (v) => v.publicHex.length === 767],
  ["u with a leading zero byte", (v, r) => r.u.startsWith("00")],
  ["S with a leading zero byte", (v, r) => r.shared.length <= 383],
]) {
  for (;;) {
    const v = vector(note);
    if (found(v, prove(v))) {
      vectors.push(v);
      break;
    }
  }
}
console.log(JSON.stringify({ madeBy: "vectors.cjs, with amazon-cognito-identity-js 6.3.21", vectors }, null, 1));
