// A drawing of the server's, made into a picture of twice its size on this device.

async function picture(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const drawing = await answer.text();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const name = /filename="([^"]+)\.svg"/.exec(answer.headers.get("Content-Disposition"));
  const made = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { made, name: `${name ? name[1] : "habitlog"}.png` };
}

function save({ made, name }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(made);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function drawAsPicture(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = link.dataset.textPicture;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      save(await picture(link.href));
      button.textContent = link.dataset.textPicture;
    } catch {
      button.textContent = link.dataset.textPictureFailed;
    }
    button.disabled = false;
  });
  link.after(button);
}
