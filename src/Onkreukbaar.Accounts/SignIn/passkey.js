// SPDX-License-Identifier: EUPL-1.2
// Passkeys on the pages for signing in and for the own account. Everything else works without this script: it shows the forms that need it.
'use strict';

(() => {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) return;

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const section = form.closest('[data-passkey-part]') ?? form;
    section.hidden = false;
    form.addEventListener('submit', async event => {
      const answer = form.elements.namedItem('antwoord');
      if (answer.value) return;
      event.preventDefault();
      const failed = form.querySelector('[data-passkey-failed]');
      if (failed) failed.hidden = true;
      try {
        const asked = await fetch(form.dataset.question, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin' });
        if (!asked.ok) throw new Error(String(asked.status));
        const options = await asked.json();
        const credential = form.dataset.passkey === 'new'
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        answer.value = JSON.stringify(credential);
        form.submit();
      } catch {
        if (failed) failed.hidden = false;
      }
    });
  }
})();
