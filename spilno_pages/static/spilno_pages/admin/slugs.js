// Wagtail proposes an address while a title is typed and romanizes it in a way of its own. The title is romanized by the
// rules of spilno_pages/slugs.py before Wagtail's script sees it; what is left for that script are spaces and signs.
(() => {
  const rules = JSON.parse(document.getElementById("spilno-romanization").textContent);

  const romanize = (text) => {
    const letters = [...text.toLowerCase()].filter((sign) => !rules.silent.includes(sign)).join("").replaceAll("зг", "zgh");
    return [...letters].map((letter, place, all) => {
      const iotated = rules.iotated[letter];
      if (iotated) return iotated[place > 0 && /\p{L}/u.test(all[place - 1]) ? 1 : 0];
      return rules.letters[letter] ?? letter;
    }).join("");
  };

  for (const name of ["w-sync:apply", "w-sync:check"]) {
    document.addEventListener(name, (event) => {
      if (typeof event.detail?.value === "string") event.detail.value = romanize(event.detail.value);
    }, true);
  }
})();
