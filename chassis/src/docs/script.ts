/** Opens what a link leads to, and lets readers of /docs send the GET requests that it shows. */
export const script = `
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
for (const form of document.querySelectorAll("form[data-path]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    let path = form.dataset.path;
    for (const input of form.querySelectorAll("input")) {
      if (input.dataset.in === "path") path = path.replace("{" + input.name + "}", encodeURIComponent(input.value));
      else if (input.value !== "") query.append(input.name, input.value);
    }
    const url = query.size > 0 ? path + "?" + query : path;
    const output = form.querySelector("output");
    output.textContent = "GET " + url + " …";
    try {
      const response = await fetch(url);
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get("content-type") || "");
      const body = isJson && text.length < 200000 ? JSON.stringify(JSON.parse(text), null, 2) : text;
      output.textContent = "GET " + url + "\\n" + response.status + " " + response.statusText + "\\n\\n" + body;
    } catch (error) {
      output.textContent = "GET " + url + "\\n" + error;
    }
  });
}
`;
