package dev.regroup.broker;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/// The error codes anywhere in an answer, found in its text form, which every message has.
final class ErrorCodes {
    private static final Pattern CODE = Pattern.compile("\\berrorCode=(-?\\d+)");

    private ErrorCodes() {}

    static Set<Errors> in(ApiMessage answer) {
        Set<Errors> errors = EnumSet.noneOf(Errors.class);
        Matcher matcher = CODE.matcher(answer.toString());
        while (matcher.find()) {
            errors.add(Errors.forCode(Short.parseShort(matcher.group(1))));
        }
        return errors;
    }
}
