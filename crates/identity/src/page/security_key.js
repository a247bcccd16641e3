'use strict';
{
  const form = document.getElementById('security-key');
  const says = document.getElementById('security-key-problem');
  const asked = JSON.parse(form.dataset.asked);
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    says.textContent = '';
    says.hidden = true;
    try {
      const { id, response } = await navigator.credentials.get({
        publicKey: {
          challenge: bytes(asked.challenge),
          rpId: asked.site,
          allowCredentials: asked.keys.map(([id, transports]) => {
            const key = { type: 'public-key', id: bytes(id) };
            return transports.length ? { ...key, transports } : key;
          }),
          userVerification: 'discouraged',
        },
      });
      form.elements.key_id.value = id;
      form.elements.key_client_data.value = text(response.clientDataJSON);
      form.elements.key_data.value = text(response.authenticatorData);
      form.elements.key_signature.value = text(response.signature);
      form.submit();
    } catch (error) {
      says.textContent = `The browser got no answer from a security key: ${error.message}`;
      says.hidden = false;
    }
  });
}
