// node --expose-gc bench.mjs LIBRARY SUITE (messages | sparse N | populated N): one JSON object a line, {row, value, unit}.
// The rows are those of benchmarks/Parley.Mls.Bench, which starts this and ends it where it takes too long.
const [library, suiteText, kind, sizeText] = process.argv.slice(2);
const suite = Number(suiteText);
const size = Number(sizeText);
const print = process.stdout.write.bind(process.stdout);
console.log = console.info = console.warn = console.debug = () => {};
const tell = (row, value, unit = "ops/s") => print(JSON.stringify({ row, value, unit }) + "\n");
const data = new Uint8Array(1024);
const messages = 300;
const groupId = new TextEncoder().encode("group");

async function rate(operation, seconds = 1) {
  for (let i = 0; i < 2; i++) await operation();
  const began = performance.now();
  let count = 0;
  do {
    await operation();
    count++;
  } while (performance.now() - began < seconds * 1000);
  return (count * 1000) / (performance.now() - began);
}

// Times parts of an operation that moves a state on and so cannot be repeated from the same one.
function timer() {
  const spent = {};
  return {
    async time(name, operation) {
      const began = performance.now();
      const result = await operation();
      (spent[name] ??= { ms: 0, count: 0 }).ms += performance.now() - began;
      spent[name].count++;
      return result;
    },
    rate: (name) => (spent[name].count * 1000) / spent[name].ms,
  };
}

async function tsMls() {
  const T = await import("ts-mls");
  const name = Object.keys(T.ciphersuites).find((n) => T.ciphersuites[n] === suite);
  const impl = await T.getCiphersuiteImpl(T.getCiphersuiteFromName(name));
  const member = (n) =>
    T.generateKeyPackage({ credentialType: "basic", identity: new TextEncoder().encode(n) }, T.defaultCapabilities(), T.defaultLifetime, [], impl);
  const create = (m) => T.createGroup(groupId, m.publicPackage, m.privatePackage, [], impl);
  const commit = (state, add = []) =>
    T.createCommit(
      { state, cipherSuite: impl },
      {
        extraProposals: add.map((m) => ({ proposalType: "add", add: { keyPackage: m.publicPackage } })),
        ratchetTreeExtension: add.length > 0,
        wireAsPublicMessage: true,
      },
    );
  const join = (made, m) => T.joinGroup(made.welcome, m.publicPackage, m.privatePackage, T.emptyPskIndex, impl);
  const process1 = (state, message) => T.processMessage(T.decodeMlsMessage(message, 0)[0], state, T.emptyPskIndex, T.acceptAll, impl);

  if (kind === "messages") {
    tell("key package", await rate(() => member("a")));
    const a = await member("a");
    const b = await member("b");
    tell("key package", T.encodeMlsMessage({ wireformat: "mls_key_package", version: "mls10", keyPackage: a.publicPackage }).length, "bytes");
    tell("create a group", await rate(() => create(a)));
    const alone = await create(a);
    tell("add 1 to 2", await rate(() => commit(alone, [b])));
    const added = await commit(alone, [b]);
    tell("Welcome to 2", T.encodeMlsMessage({ wireformat: "mls_welcome", version: "mls10", welcome: added.welcome }).length, "bytes");
    tell("join by Welcome", await rate(() => join(added, b)));
    let sender = added.newState;
    let receiver = await join(added, b);
    const clock = timer();
    for (let round = 0; round < 2; round++) {
      const queue = [];
      for (let i = 0; i < messages; i++) {
        const made = await clock.time("encrypt", () => T.createApplicationMessage(sender, data, impl));
        sender = made.newState;
        queue.push(T.encodeMlsMessage({ wireformat: "mls_private_message", version: "mls10", privateMessage: made.privateMessage }));
      }
      for (const message of queue) {
        const heard = await clock.time("decrypt", () => process1(receiver, message));
        if (heard.message.length !== data.length) throw new Error("not what was sent");
        receiver = heard.newState;
      }
      if (round === 0) tell("message of 1 KB", queue[0].length, "bytes");
    }
    tell("encrypt 1 KB", clock.rate("encrypt"));
    tell("decrypt 1 KB", clock.rate("decrypt"));
    return;
  }

  let committer = await create(await member("0"));
  let other;
  if (kind === "sparse") {
    const others = [];
    for (let i = 1; i < size; i++) others.push(await member(`${i}`));
    const added = await commit(committer, others);
    committer = added.newState;
    other = await join(added, others[0]);
  } else {
    for (let i = 1; i < size; i++) {
      const m = await member(`${i}`);
      const added = await commit((await commit(committer)).newState, [m]);
      other = added.newState;
      committer = await join(added, m);
    }
  }

  const label = `${kind} N=${size}`;
  const made = T.encodeMlsMessage((await commit(committer)).commit);
  tell(`${label} commit`, made.length, "bytes");
  tell(`${label} commit create`, await rate(() => commit(committer), 2));
  tell(`${label} commit process`, await rate(() => process1(other, made), 2));
  const { serialize, deserialize } = await import("node:v8");
  const used = () => {
    globalThis.gc();
    const m = process.memoryUsage();
    return m.heapUsed + m.external;
  };
  try {
    const state = { ...committer, clientConfig: undefined };
    const stored = serialize(state);
    const before = used();
    const copies = Array.from({ length: Math.ceil(20_000 / size) }, () => deserialize(stored)); // enough to drown the collector's noise
    tell(`${label} memory`, (used() - before) / copies.length / 1024, "KB");
  } catch {
    // Not a state that can be copied: no figure.
  }
}

async function coreCrypto() {
  const { C, newClientId } = await import("./core-crypto.mjs");
  async function member() {
    const m = { cc: C.CoreCrypto.new(await C.Database.inMemory()) };
    const transport = {
      sendCommitBundle: async (bundle) => { m.bundle = bundle; },
      sendMessage: async () => {},
      prepareForTransport: async () => new Uint8Array(0),
    };
    await m.cc.transaction(async (ctx) => {
      const id = newClientId();
      await ctx.mlsInit(id, transport);
      m.credential = await ctx.addCredential(C.Credential.basic(suite, id));
    });
    return m;
  }
  let groups = 0;
  const newGroup = () => new C.ConversationId(new TextEncoder().encode(`group ${groups++}`));
  const keyPackage = (m) => m.cc.transaction((ctx) => ctx.generateKeyPackage(m.credential));
  const create = (m, id) => m.cc.transaction((ctx) => ctx.createConversation(id, m.credential));
  const add = (m, id, packages) => m.cc.transaction((ctx) => ctx.addClientsToConversation(id, packages));
  const update = (m, id) => m.cc.transaction((ctx) => ctx.updateKeyingMaterial(id));
  const join = (m, welcome) => m.cc.transaction((ctx) => ctx.processWelcomeMessage(welcome));
  const receive = (m, id, message) => m.cc.transaction((ctx) => ctx.decryptMessage(id, message));
  const clock = timer();
  const a = await member();

  if (kind === "messages") {
    const b = await member();
    tell("key package", await rate(() => keyPackage(a)));
    tell("key package", (await keyPackage(a)).serialize().length + 4, "bytes");
    tell("create a group", await rate(() => create(a, newGroup())));
    let id;
    for (let i = 0; i < 60; i++) {
      id = newGroup();
      await create(a, id);
      const k = await keyPackage(b);
      await clock.time("add", () => add(a, id, [k]));
      await clock.time("join", () => join(b, a.bundle.welcome));
    }
    tell("add 1 to 2", clock.rate("add"));
    tell("Welcome to 2", a.bundle.welcome.serialize().length, "bytes");
    tell("join by Welcome", clock.rate("join"));
    // A hundred to a transaction: a transaction of its own for each message would be its store's cost, not its own.
    for (let round = 0; round < 12; round++) {
      const queue = await clock.time("encrypt", () => a.cc.transaction(async (ctx) => {
        const made = [];
        for (let i = 0; i < 100; i++) made.push(await ctx.encryptMessage(id, data));
        return made;
      }));
      await clock.time("decrypt", () => b.cc.transaction(async (ctx) => {
        for (const message of queue) {
          if ((await ctx.decryptMessage(id, message)).inner.plaintext.length !== data.length) throw new Error("not what was sent");
        }
      }));
      if (round === 0) tell("message of 1 KB", queue[0].length, "bytes");
    }
    tell("encrypt 1 KB", clock.rate("encrypt") * 100);
    tell("decrypt 1 KB", clock.rate("decrypt") * 100);
    return;
  }

  const id = newGroup();
  let committer = a;
  let other;
  await create(a, id);
  if (kind === "sparse") {
    other = await member();
    const packages = [await keyPackage(other)];
    for (let i = 2; i < size; i++) packages.push(await keyPackage(await member()));
    await add(a, id, packages);
    await join(other, a.bundle.welcome);
  } else {
    for (let i = 1; i < size; i++) {
      const m = await member();
      const k = await keyPackage(m);
      await update(committer, id);
      await add(committer, id, [k]);
      await join(m, committer.bundle.welcome);
      other = committer;
      committer = m;
    }
  }

  const label = `${kind} N=${size}`;
  const began = performance.now();
  let bytes;
  do {
    await clock.time("create", () => update(committer, id));
    bytes ??= committer.bundle.commit.length;
    await clock.time("process", () => receive(other, id, committer.bundle.commit));
  } while (performance.now() - began < 3000);
  tell(`${label} commit`, bytes, "bytes");
  tell(`${label} commit create`, clock.rate("create"));
  tell(`${label} commit process`, clock.rate("process"));
}

await (library === "ts-mls" ? tsMls : coreCrypto)();
process.exit(0);
