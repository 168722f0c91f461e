// Signing in: what the page's forms do. The passkey never leaves its authenticator; what it signs goes to the node.
const problem = document.getElementById("problem");

async function post(path, body) {
    const answer = await fetch(`/accounts/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.problem);
    return said;
}

// One at a time: a second press while one is on its way does nothing.
function on(id, event, act) {
    const element = document.getElementById(id);
    let busy = false;
    element.addEventListener(event, async e => {
        e.preventDefault();
        if (busy) return;
        busy = true;
        problem.hidden = true;
        try {
            await act(element);
        } catch (error) {
            problem.textContent = error.message;
            problem.hidden = false;
        } finally {
            busy = false;
        }
    });
}

const value = id => document.getElementById(id).value;
const enter = said => location.assign(said.to);

on("with-passkey", "click", async button => {
    const options = PublicKeyCredential.parseRequestOptionsFromJSON(await post("challenge", {}));
    const credential = await navigator.credentials.get({ publicKey: options });
    enter(await post("sign-in", { credential: JSON.stringify(credential.toJSON()), to: button.dataset.to ?? null }));
});

on("invitation", "submit", async () => {
    const invitation = await post("invitation", { value: value("code") });
    if (invitation.password) {
        document.getElementById("secret").textContent = invitation.secret;
        document.getElementById("new-password").hidden = false;
        return;
    }
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(invitation.options));
    const credential = await navigator.credentials.create({ publicKey: options });
    enter(await post("enrol", { code: value("code"), credential: JSON.stringify(credential.toJSON()) }));
});

on("new-password", "submit", async () => enter(await post("enrol-password", { code: value("code"), password: value("chosen"), factor: value("first-factor") })));

on("with-password", "submit", async form => enter(await post("sign-in-password", { name: value("name"), password: value("password"), factor: value("factor"), to: form.dataset.to ?? null })));
