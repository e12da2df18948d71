import { Dialog } from "../../kit/Dialog";
import { modKey } from "../../kit/keys";
import { Kbd } from "../../kit/small";
import { hotkeys } from "../../strings/shell";
import classes from "./Hotkeys.module.css";

const shown = (key: string) => key.replace("mod", modKey);

export function Hotkeys({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={hotkeys.title} onClose={onClose}>
      {hotkeys.groups.map((group) => (
        <section key={group.title} className={classes.group}>
          <h3>{group.title}</h3>
          <dl>
            {group.rows.map(([key, text]) => (
              <div key={key} className={classes.row}>
                <dt>{text}</dt>
                <dd>
                  <Kbd>{shown(key)}</Kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
