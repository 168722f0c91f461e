// What composing needs of the browser: the passkey's signature, one key that releases, and a word about a paste that is too long.

// The passkey signs the challenge that the node has made of the content: parts in base64url, as the record carries them.
export async function assert(challenge, rpId, id) {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
        challenge, rpId, userVerification: "required", allowCredentials: [{ type: "public-key", id }],
    });
    const { response } = (await navigator.credentials.get({ publicKey })).toJSON();
    return [response.authenticatorData, response.clientDataJSON, response.signature];
}

// Files go to the node one after the other, over HTTP; what is refused is said.
async function attach(input, screen, to) {
    const state = input.parentElement.querySelector("[data-files-state]");
    for (const file of [...input.files]) {
        state.textContent = `${file.name} …`;
        try {
            const answer = await fetch(`${to}?name=${encodeURIComponent(file.name)}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
            if (!answer.ok) await screen.invokeMethodAsync("NotAttached", file.name, answer.status === 422 ? (await answer.json()).problem : `HTTP ${answer.status}`);
        } catch (error) {
            await screen.invokeMethodAsync("NotAttached", file.name, error.message);
        }
    }
    state.textContent = "";
    input.value = "";
}

export function attend(form, screen, to) {
    form.addEventListener("change", event => {
        if (event.target.matches("[data-files]") && event.target.files.length) attach(event.target, screen, to);
    });
    // Chosen before this module was here.
    for (const input of form.querySelectorAll("[data-files]")) if (input.files.length) attach(input, screen, to);
    // Ctrl+Enter does what the main button does, from every field. The last letters are sent before it.
    form.addEventListener("keydown", event => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        const button = form.querySelector("button[data-main]:not([disabled])");
        button?.focus();
        button?.click();
    });
    // A browser would cut a paste to the field's length and say nothing.
    form.addEventListener("paste", event => {
        const field = event.target;
        const text = event.clipboardData?.getData("text") ?? "";
        const room = field.maxLength > 0 ? field.maxLength - field.value.length + (field.selectionEnd - field.selectionStart) : Infinity;
        if (text.length <= room) return;
        event.preventDefault();
        screen.invokeMethodAsync("TooLong", field.name, text.length);
    });
    (form.querySelector("[data-first]") ?? form.querySelector("button[data-main]"))?.focus();
}
