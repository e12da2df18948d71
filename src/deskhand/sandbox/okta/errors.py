"""Okta's error codes: HTTP status, summary, and the body they travel in."""

from __future__ import annotations

from typing import Any

CODES: dict[str, tuple[int, str]] = {
    "E0000001": (400, "Api validation failed"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000004": (401, "Authentication failed"),
    "E0000005": (403, "Invalid session"),
    "E0000006": (403, "You do not have permission to perform the requested action"),
    "E0000007": (404, "Not found: Resource not found"),
    "E0000008": (404, "The requested path was not found"),
    "E0000009": (500, "Internal Server Error"),
    "E0000010": (503, "Service is in read only mode"),
    "E0000011": (401, "Invalid token provided"),
    "E0000014": (403, "Update of credentials failed"),
    "E0000016": (403, "Activation failed because the user is already active"),
    "E0000017": (403, "Password reset failed"),
    "E0000021": (400, "Accept and/or Content-Type headers do not match supported values."),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000023": (403, "Operation failed because the user profile is mastered elsewhere"),
    "E0000028": (400, "A required parameter is missing"),
    "E0000029": (400, "Invalid paging request."),
    "E0000030": (400, "Invalid date"),
    "E0000031": (400, "Invalid search criteria."),
    "E0000032": (403, "Unlock is not allowed for this user."),
    "E0000033": (400, "Can't specify a search query and filter in the same request."),
    "E0000034": (403, "Forgot password is not allowed on the specified user."),
    "E0000035": (403, "Change password is not allowed on the specified user."),
    "E0000038": (403, "This operation is not allowed in the user's current status."),
    "E0000040": (400, "Another application has the same label."),
    "E0000041": (400, "Credentials should not be set on this resource for this scheme."),
    "E0000046": (403, "Deactivate application for user forbidden."),
    "E0000047": (429, "API call exceeded rate limit due to too many requests."),
    "E0000053": (400, "Invalid parameter"),
    "E0000056": (403, "Delete application forbidden."),
    "E0000060": (501, "Unsupported operation."),
    "E0000062": (409, "The user is already assigned to the application."),
    "E0000063": (400, "Invalid combination of parameters specified."),
    "E0000068": (403, "Invalid passcode or answer"),
    "E0000069": (403, "The user is locked, so the factor cannot be verified."),
    "E0000075": (403, "Cannot modify an attribute that is mapped and pushed to the application."),
    "E0000080": (403, "The password does not meet the policy's requirements."),
    "E0000082": (403, "The passcode was used before. Wait for the next one."),
    "E0000083": (403, "The passcode is valid, but its time window is over."),
    "E0000090": (409, "This role is assigned already."),
    "E0000093": (400, "The limit of targets is exceeded."),
    "E0000094": (400, "The filter is not supported or too complex."),
    "E0000098": (400, "This phone number is invalid."),
    "E0000107": (403, "The operation does not fit the entity's present state."),
    "E0000109": (429, "An SMS was sent recently. Wait 30 seconds before asking for another."),
    "E0000112": (409, "Cannot change this user, who is still being activated."),
    "E0000117": (403, "Cannot assign apps to an inactive user."),
    "E0000118": (429, "An email was sent recently. Wait 5 seconds before asking for another."),
    "E0000124": (400, "Could not create user: to expire the password, a password is needed."),
    "E0000125": (400, "Could not create user: to expire the password, activate must be true."),
    "E0000127": (409, "The linked object definition is not valid: its name is in use."),
    "E0000133": (429, "A call was made recently. Wait 30 seconds before asking for another."),
    "E0000191": (404, "The verification timed out."),
    "E0000204": (429, "Too many SMS messages were sent. Wait before asking for another."),
    "E0000205": (429, "Too many calls were made. Wait before asking for another."),
    "E0000231": (412, "The resource was changed since it was read."),
    "E0000242": (400, "The If-Match header is not a valid ETag."),
}


class ApiError(Exception):
    """An answer other than success. `detail` follows the summary after a colon."""

    def __init__(self, code: str, *causes: str, detail: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status, summary = CODES[code]
        self.summary = f"{summary}: {detail}" if detail else summary
        self.causes = causes

    def body(self, error_id: str) -> dict[str, Any]:
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


class WrongState(ApiError):  # noqa: N818  # named as what forbids the request
    """E0000001 for a request that is good in itself, and not possible as things are."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__("E0000001", cause, detail=field)


def not_found(key: str, kind: str) -> ApiError:
    """`kind` is Okta's name of the resource type: User, UserGroup, AppInstance, AppUser, …"""
    return ApiError("E0000007", detail=f"{key} ({kind})")


def invalid(field: str, *causes: str) -> ApiError:
    return ApiError("E0000001", *causes, detail=field)
