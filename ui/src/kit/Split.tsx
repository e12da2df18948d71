/** A list with what it is about beside it; on a narrow screen one of the two. */
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import classes from "./detail.module.css";
import { Segments } from "./small";

interface Props {
  label: string;
  mainLabel: string;
  sideLabel: string;
  main: ReactNode;
  side: ReactNode;
}

export function Split({ label, mainLabel, sideLabel, main, side }: Props) {
  const narrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false });
  const [shown, setShown] = useState<"main" | "side">("main");
  return (
    <>
      {narrow && (
        <div className={classes.tabs}>
          <Segments
            label={label}
            value={shown}
            options={[
              { value: "main", label: mainLabel },
              { value: "side", label: sideLabel },
            ]}
            onChange={setShown}
          />
        </div>
      )}
      <div className={classes.split}>
        <div className={classes.main} hidden={narrow && shown !== "main"}>
          {main}
        </div>
        <aside
          className={classes.side}
          aria-label={sideLabel}
          tabIndex={0}
          hidden={narrow && shown !== "side"}
        >
          {side}
        </aside>
      </div>
    </>
  );
}
