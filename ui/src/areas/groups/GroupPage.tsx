import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { groupQuery, membersSource } from "../../api/directory";
import type { Group, GroupMember } from "../../api/types";
import { DetailHead, Freshness } from "../../kit/detail";
import classes from "../../kit/detail.module.css";
import { Icon } from "../../kit/icons";
import type { Column } from "../../kit/list/columns";
import { ProblemBar } from "../../kit/ProblemBar";
import { Split } from "../../kit/Split";
import { PagePending } from "../../kit/small";
import { Badge } from "../../kit/status";
import { useCan } from "../../session";
import { words } from "../../strings/groups";
import { MemberTable } from "../people/MemberTable";
import { NoPermission, PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { useRecent } from "../shell/useRecent";
import { About } from "./About";
import { useRefreshGroup } from "./change";

export function GroupPage() {
  return useCan("people.read") ? <Asked /> : <NoPermission />;
}

function Asked() {
  const { groupId } = useParams({ from: "/groups/$groupId" });
  const group = useQuery(groupQuery(groupId));
  usePage(group.data?.name);
  useRecent(`/groups/${groupId}`, group.data?.name, group.data?.type_label);
  if (group.isPending) return <PagePending title={words.one} />;
  if (!group.data) {
    return (
      <PageProblem
        error={group.error}
        busy={group.isFetching}
        onRetry={() => void group.refetch()}
      />
    );
  }
  return <Loaded key={group.data.id} group={group.data} />;
}

const HOW: Column<GroupMember> = {
  key: "how",
  label: words.how,
  least: 220,
  grow: 1,
  dim: true,
  text: (member) => member.source_label,
};

function Loaded({ group }: { group: Group }) {
  const { q = "" } = useSearch({ from: "/groups/$groupId" });
  const navigate = useNavigate({ from: "/groups/$groupId" });
  const refresh = useRefreshGroup(group.id);
  const source = useMemo(() => membersSource(group.id), [group.id]);
  return (
    <div className={classes.page}>
      <DetailHead
        back={
          <Link to="/groups" className={classes.back}>
            <Icon name="back" size={14} />
            {words.back}
          </Link>
        }
        title={group.name}
        sub={group.description}
        badges={
          <>
            <Badge tone="grey">{group.type_label}</Badge>
            {group.has_admin_privilege && <Badge tone="amber">{words.administrator}</Badge>}
            {group.missing_since && <Badge tone="grey">{words.gone}</Badge>}
          </>
        }
        foot={
          <Freshness
            at={latest(group.members_as_of, group.owners_as_of)}
            busy={refresh.isPending}
            onRefresh={() => refresh.mutate()}
            oktaId={group.okta_id}
            oktaUrl={group.okta_url}
          />
        }
      >
        {refresh.isError && (
          <ProblemBar
            error={refresh.error}
            busy={refresh.isPending}
            mend={{ retry: () => refresh.mutate() }}
          />
        )}
      </DetailHead>
      <Split
        label={group.name}
        mainLabel={words.members}
        sideLabel={words.about}
        main={
          <MemberTable
            label={words.membersOf(group.name)}
            source={source}
            q={q}
            onSearch={(sought) =>
              void navigate({ search: sought ? { q: sought } : {}, replace: true })
            }
            search={{ label: words.memberSearch, hint: words.memberHint, clear: words.clearSearch }}
            empty={{
              title: words.noMembers,
              hint: words.noMembersHint,
              matches: words.noMemberMatches,
            }}
            how={HOW}
          />
        }
        side={<About group={group} reading={refresh.isPending} onRead={() => refresh.mutate()} />}
      />
    </div>
  );
}

/** The later of two times of reading. */
function latest(one: string | null, other: string | null): string | null {
  if (!one || !other) return one ?? other;
  return Date.parse(one) > Date.parse(other) ? one : other;
}
