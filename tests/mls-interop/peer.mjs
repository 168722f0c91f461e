// Members of two other implementations, driven over standard input and output: one JSON object a line each way.
// Requests: {"op", "who", …}; answers: {"ok": …} or {"error": "…"}. Bytes are hex. Members are named by the driver.
import { createInterface } from "node:readline";
import { p256, p384, p521 } from "@noble/curves/nist.js";

// core-crypto writes its log to the console, which is our wire.
console.log = console.info = console.warn = console.debug = () => {};
const { C, newClientId } = await import("./core-crypto.mjs");
const T = await import("ts-mls");

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
const members = new Map();
const clientIds = new Map();

class TsMls {
  constructor(identity, suite) {
    this.identity = identity;
    this.suite = suite;
  }
  async init() {
    const name = Object.keys(T.ciphersuites).find((n) => T.ciphersuites[n] === this.suite);
    this.impl = await T.getCiphersuiteImpl(T.getCiphersuiteFromName(name));
    // ts-mls 1.6.4 makes compressed ECDSA keys; RFC 9420 §5.1.1 wants them uncompressed, which it takes too.
    const curve = { 2: p256, 5: p521, 7: p384 }[this.suite];
    if (curve) {
      const keygen = async () => {
        const signKey = curve.utils.randomSecretKey();
        return { signKey, publicKey: curve.getPublicKey(signKey, false) };
      };
      this.impl = { ...this.impl, signature: { ...this.impl.signature, keygen } };
    }
  }
  async keyPackage() {
    const credential = { credentialType: "basic", identity: this.identity };
    this.bundle = await T.generateKeyPackage(credential, T.defaultCapabilities(), T.defaultLifetime, [], this.impl);
    return hex(T.encodeMlsMessage({ wireformat: "mls_key_package", version: "mls10", keyPackage: this.bundle.publicPackage }));
  }
  async create({ group }) {
    await this.keyPackage();
    this.state = await T.createGroup(bytes(group), this.bundle.publicPackage, this.bundle.privatePackage, [], this.impl);
  }
  async join({ welcome }) {
    const message = T.decodeMlsMessage(bytes(welcome), 0)[0];
    this.state = await T.joinGroup(message.welcome, this.bundle.publicPackage, this.bundle.privatePackage, T.emptyPskIndex, this.impl);
  }
  async commit({ add = [], remove = [] }) {
    const proposals = [
      ...remove.map((r) => ({ proposalType: "remove", remove: { removed: r.leaf } })),
      ...add.map((k) => ({ proposalType: "add", add: { keyPackage: T.decodeMlsMessage(bytes(k), 0)[0].keyPackage } })),
    ];
    const made = await T.createCommit({ state: this.state, cipherSuite: this.impl }, { extraProposals: proposals, ratchetTreeExtension: true, wireAsPublicMessage: true });
    this.state = made.newState;
    return {
      commit: hex(T.encodeMlsMessage(made.commit)),
      welcome: made.welcome && hex(T.encodeMlsMessage({ wireformat: "mls_welcome", version: "mls10", welcome: made.welcome })),
    };
  }
  async groupInfo() {
    const groupInfo = await T.createGroupInfoWithExternalPubAndRatchetTree(this.state, [], this.impl);
    return hex(T.encodeMlsMessage({ wireformat: "mls_group_info", version: "mls10", groupInfo }));
  }
  async externalJoin({ groupInfo }) {
    await this.keyPackage();
    const info = T.decodeMlsMessage(bytes(groupInfo), 0)[0].groupInfo;
    const made = await T.joinGroupExternal(info, this.bundle.publicPackage, this.bundle.privatePackage, false, this.impl);
    this.state = made.newState;
    return hex(T.encodeMlsMessage({ wireformat: "mls_public_message", version: "mls10", publicMessage: made.publicMessage }));
  }
  async proposeUpdate() {
    throw new Error("ts-mls makes no Update proposals");
  }
  async receive({ message }) {
    const result = await T.processMessage(T.decodeMlsMessage(bytes(message), 0)[0], this.state, T.emptyPskIndex, T.acceptAll, this.impl);
    this.state = result.newState;
    return result.kind === "applicationMessage" ? hex(result.message) : null;
  }
  async send({ data }) {
    const made = await T.createApplicationMessage(this.state, bytes(data), this.impl);
    this.state = made.newState;
    return hex(T.encodeMlsMessage({ wireformat: "mls_private_message", version: "mls10", privateMessage: made.privateMessage }));
  }
  async authenticator() {
    return hex(this.state.keySchedule.epochAuthenticator);
  }
}

class CoreCrypto {
  constructor(identity, suite) {
    this.identity = identity;
    this.suite = suite;
  }
  async init() {
    this.cc = C.CoreCrypto.new(await C.Database.inMemory());
    const transport = {
      sendCommitBundle: async (bundle) => { this.bundle = bundle; },
      sendMessage: async () => {},
      prepareForTransport: async () => new Uint8Array(0),
    };
    await this.cc.transaction(async (ctx) => {
      const id = clientIds.get(hex(this.identity));
      await ctx.mlsInit(id, transport);
      this.credential = await ctx.addCredential(C.Credential.basic(this.suite, id));
    });
  }
  async keyPackage() {
    const made = await this.cc.transaction((ctx) => ctx.generateKeyPackage(this.credential));
    return hex(made.serialize());
  }
  async create({ group }) {
    this.group = new C.ConversationId(bytes(group));
    await this.cc.transaction((ctx) => ctx.createConversation(this.group, this.credential));
  }
  async join({ welcome, group }) {
    await this.cc.transaction((ctx) => ctx.processWelcomeMessage(new C.Welcome(bytes(welcome))));
    this.group = new C.ConversationId(bytes(group));
  }
  async commit({ addRaw = [], remove = [] }) {
    if (addRaw.length > 0 && remove.length > 0) throw new Error("core-crypto adds and removes apart");
    await this.cc.transaction(async (ctx) => {
      if (addRaw.length > 0) await ctx.addClientsToConversation(this.group, addRaw.map((k) => new C.KeyPackage(bytes(k))));
      else if (remove.length > 0) await ctx.removeClientsFromConversation(this.group, remove.map((r) => clientIds.get(r.identity)));
      else await ctx.updateKeyingMaterial(this.group);
    });
    return { commit: hex(this.bundle.commit), welcome: this.bundle.welcome && hex(this.bundle.welcome.serialize()) };
  }
  async groupInfo() {
    return hex(this.bundle.groupInfo.payload);
  }
  async externalJoin({ groupInfo, group }) {
    await this.cc.transaction((ctx) => ctx.joinByExternalCommit(new C.GroupInfo(bytes(groupInfo)), this.credential));
    this.group = new C.ConversationId(bytes(group));
    return hex(this.bundle.commit);
  }
  async receive({ message }) {
    const result = await this.cc.transaction((ctx) => ctx.decryptMessage(this.group, bytes(message)));
    const plaintext = result.inner?.plaintext;
    return plaintext && plaintext.length > 0 ? hex(plaintext) : null;
  }
  async send({ data }) {
    return hex(await this.cc.transaction((ctx) => ctx.encryptMessage(this.group, bytes(data))));
  }
  async authenticator() {
    return null;
  }
}

const operations = {
  async identity() {
    const id = newClientId();
    const encoded = hex(id.copyBytes());
    clientIds.set(encoded, id);
    return encoded;
  },
  async member({ who, library, identity, suite }) {
    const member = library === "ts-mls" ? new TsMls(bytes(identity), suite) : new CoreCrypto(bytes(identity), suite);
    await member.init();
    members.set(who, member);
  },
};

const describe = (error) => `${error?.message ?? error} ${JSON.stringify(error, (_, v) => (typeof v === "bigint" ? String(v) : v))?.slice(0, 400)}`;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    const ok = operations[request.op] ? await operations[request.op](request) : await members.get(request.who)[request.op](request);
    answer = { ok: ok ?? null };
  } catch (error) {
    answer = { error: describe(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.exit(0);
