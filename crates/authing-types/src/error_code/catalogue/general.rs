//! Codes of no particular operation, from protocol.md 5.1.

use super::codes;

codes! {
200 OK = "ok", "S, F, O, N, W, M, J", Never,
        "success", "成功",
        "nothing to do";
    400 BAD_REQUEST = "bad_request", "N, M, J", AfterChange,
        "an argument is malformed", "参数格式错误",
        "correct the argument that the message names";
    401 UNAUTHORIZED = "unauthorized", "N", AfterChange,
        "not signed in", "未登录",
        "sign in again";
    402 PAYMENT_REQUIRED = "payment_required", "N", Never,
        "the plan does not include this", "需要升级套餐",
        "ask the owner of the user pool to upgrade its plan";
    403 FORBIDDEN = "forbidden", "N", Never,
        "not allowed", "无权限",
        "ask an administrator of the user pool for the permission";
    404 NOT_FOUND = "not_found", "N", Never,
        "no such resource", "资源不存在",
        "check the host, the application id and the path";
    408 REQUEST_TIMEOUT = "request_timeout", "W, M", Later,
        "the service waited too long", "请求超时",
        "try again later";
    409 CONFLICT = "conflict", "N", AfterChange,
        "the request conflicts with the present state", "资源冲突",
        "read the present state and decide anew";
    413 PAYLOAD_TOO_LARGE = "payload_too_large", "N", Never,
        "the request is too large", "请求体过大",
        "send less";
    422 UNPROCESSABLE = "unprocessable", "N", AfterChange,
        "not allowed in this state", "当前状态不允许该操作",
        "bring the account or application into the needed state first";
    429 TOO_MANY_REQUESTS = "too_many_requests", "N", Later,
        "too many requests", "请求过于频繁",
        "wait, for as long as Retry-After says where it is given";
    499 CLIENT_ERROR = "client_error", "N, O", AfterChange,
        "the request was refused", "客户端错误",
        "read the message";
    500 SERVER_ERROR = "server_error", "S, F, M", AfterChange,
        "the service failed, or the phone number is malformed", "服务器错误或手机号格式错误",
        "check the phone number; otherwise try again later";
    501 UNSUPPORTED = "unsupported", "N", Never,
        "the service does not support this", "不支持的操作",
        "use another operation";
    502 BAD_GATEWAY = "bad_gateway", "N", Later,
        "a gateway got no proper answer", "网关错误",
        "try again later";
    503 UNAVAILABLE = "unavailable", "N", Later,
        "the service is not available", "服务暂不可用",
        "try again later";
    601 ENDPOINT_REQUEST = "endpoint_request", "N", Later,
        "a third-party endpoint cannot be reached", "无法请求第三方接口",
        "check the connection that the pool uses, then try again";
    602 ENDPOINT_RESPONSE = "endpoint_response", "N", AfterChange,
        "a third-party endpoint answered with an error", "第三方接口返回错误",
        "start the sign-in at the provider again";
    603 CUSTOM_CODE = "custom_code", "N", Never,
        "custom code of a pipeline failed", "自定义代码执行失败",
        "repair the pipeline in the console";
    1000 BUSY = "busy", "O", Later,
        "the service is busy", "系统繁忙",
        "try again later";
    1001 NO_PERMISSION = "no_permission", "O", Never,
        "no permission", "没有权限",
        "ask an administrator of the user pool for the permission";
    1002 TOO_FREQUENT = "too_frequent", "W", Later,
        "too frequent", "操作过于频繁",
        "wait a minute and try again";
}
