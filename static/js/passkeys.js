// A ceremony that fails (cancelled, no key, no network) is said in French on the sheet of its button.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const said = document.getElementById("passkey-error")
  if (!said) return
  document.activeElement?.closest(".sheet")?.append(said)
  said.hidden = false
  said.querySelector("p").textContent = event.detail.exception?.name === "NotAllowedError"
    ? "La clé n’a pas été donnée à temps, ou vous y avez renoncé. Recommencez, ou entrez autrement."
    : "Cet appareil n’a pas pu se servir de la clé. Recommencez, ou entrez autrement."
})
