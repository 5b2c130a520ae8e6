// « Afficher » beside a password: the site's only script. Everything works without it.
for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Masquer" : "Afficher";
    button.setAttribute("aria-label", button.textContent + " le mot de passe");
  };
  show(false);
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // A password manager only keeps what was in a password field.
  field.form.addEventListener("submit", () => show(false));
}
