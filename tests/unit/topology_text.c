// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/topology_text.c: what is written reads back to the
 * same text with every member at its limits, comments and spacing do not
 * matter, and a line that is missing, repeated, unknown, too large or cut is
 * an error with its number.
 */
#include "kdump-prep/topology_text.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "tests/tap.h"

static const char sample[] =
	"kdump-prep-topology 1\n"
	"release 6.1.0-56-amd64\n"
	"tsc-khz 4294967295\n"
	"tsc-reliable yes\n"
	"la57 yes\n"
	"lockdown yes\n"
	"guest sev-es\n"
	"iommu amd\n"
	"kernel-virt 0xffffffffffffffff\n"
	"kernel-phys 0x1000000\n"
	"kernel-size 0x2c58000\n"
	"page-offset 0xff11000000000000\n"
	"vmcoreinfo-addr 0x100c66000\n"
	"vmcoreinfo-size 0x1024\n"
	"rsdp-addr 0xf59d0\n"
	"elfcorehdr-size 0xffffffff\n"
	"lapic-addr 0xfee00000\n"
	"pcat-compat no\n"
	"cmos-rtc yes\n"
	"cpu 0 notes 0x1000 size 420\n"
	"cpu 4294967295 notes 0xffffffffffffffff size 4294967295 apic 64\n"
	"reset-register pci 0x1f0007004f value 0xff\n"
	"ramoops 0x100000000 zone-size 0x1000 zones 16 ecc 0\n"
	"klog head 0x1000 tail 0x1008 descs 0x2000 infos 0x3000 text 0xfffffffffffff desc-bits 13 text-bits 18 desc-size 24 state 0 begin 8 next 16 info-size 88 time 8 length 16\n"
	"ioapic 0xfec00000 id 0 gsi 0\n"
	"ioapic 0xfec01000 id 255 gsi 24\n"
	"hpet 0xfed00000 id 0\n"
	"hpet 0xffffffffffffffff id 4294967295\n"
	"ecam 0xb0000000 segment 0x0000 buses 0x00 to 0xff\n"
	"ecam 0xc0000000 segment 0xffff buses 0x10 to 0x10\n"
	"function 0000:00:1f.2 vendor 0x8086 device 0x2922 msi 0x80 msix 0x00 flags intx\n"
	"  class 0x010601 enabled msi buses 0x00 to 0x00\n"
	"function 0001:ff:00.0 vendor 0xffff device 0xffff msi 0xfc msix 0xfc flags bridge,vf,intx\n"
	"  class 0xffffff enabled msi,msix buses 0x01 to 0xff\n"
	"watchdog i6300esb 0000:01:04.0 vendor 0x8086 device 0x25ab base 0xfebff000 no-reboot 0x0 mask 0x0 smi-en 0x0 ms 0\n"
	"watchdog tco 0000:00:1f.0 vendor 0x8086 device 0x2918 base 0x660 no-reboot 0xfed1f410 mask 0x20 smi-en 0x630 ms 4294967295\n"
	"memory 0x0 to 0xfff reserved\n"
	"memory 0x1000 to 0xffffffffffffffff ram\n"
	"memory 0x2000 to 0x2fff kernel\n"
	"memory 0x3000 to 0x3fff crash\n";

static struct kdp_error *parse(const char *text, size_t size,
			       struct kdp_topology *ret)
{
	char *copy = malloc(size ? size : 1);
	struct kdp_error *err;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	*ret = (struct kdp_topology){ 0 };
	err = kdp_topology_parse("file", copy, size, ret);
	free(copy);
	return err;
}

/* The sample with the first @old replaced. */
static char *changed(const char *old, const char *new)
{
	const char *at = strstr(sample, old);
	char *text;

	if (!at || asprintf(&text, "%.*s%s%s", (int)(at - sample), sample,
			    new, at + strlen(old)) < 0)
		abort();
	return text;
}

static void expect_error(const char *old, const char *new, const char *what)
{
	char *text = changed(old, new);
	struct kdp_topology topology;
	struct kdp_error *err;

	err = parse(text, strlen(text), &topology);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT &&
		  strstr(err->message, "file: line ") &&
		  strstr(err->message, what));
	if (err && !strstr(err->message, what))
		printf("# %s\n", err->message);
	if (!err)
		printf("# no error for \"%s\"\n", new);
	kdp_error_destroy(err);
	kdp_topology_deinit(&topology);
	free(text);
}

static void expect_same(const char *text)
{
	struct kdp_topology topology;
	char *written = NULL;
	struct kdp_error *err;

	err = parse(text, strlen(text), &topology);
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	TAP_CHECK(!kdp_topology_format(&topology, &written));
	TAP_STR(written, sample);
	free(written);
	kdp_topology_deinit(&topology);
}

static void text_round_trips(void)
{
	expect_same(sample);
}

static void comments_and_spacing_do_not_matter(void)
{
	char *text = changed("tsc-khz 4294967295\n",
			     "# a comment\n\n  \t tsc-khz\t 0xffffffff  \n");

	expect_same(text);
	free(text);
}

static void lists_may_stand_anywhere(void)
{
	struct kdp_topology topology;
	struct kdp_error *err;
	char *text = changed("release", "ioapic 0x1000 id 1 gsi 1\nrelease");

	err = parse(text, strlen(text), &topology);
	TAP_CHECK(!err);
	TAP_EQ(topology.ioapic_count, 3);
	kdp_topology_deinit(&topology);
	free(text);
}

static void every_single_fact_is_required_once(void)
{
	const char *line = strchr(sample, '\n') + 1;
	const char *next;
	char old[200];
	char twice[400];

	for (; strncmp(line, "cpu", 3) != 0; line = next) {
		next = strchr(line, '\n') + 1;
		snprintf(old, sizeof(old), "%.*s", (int)(next - line), line);
		expect_error(old, "", "ends without");
		snprintf(twice, sizeof(twice), "%s%s", old, old);
		expect_error(old, twice, "a second time");
	}
}

static void values_that_cannot_be_are_errors(void)
{
	expect_error("topology 1", "topology 2", "version 2");
	expect_error("kdump-prep-topology", "other", "kdump-prep-topology");
	expect_error("tsc-khz 4294967295", "tsc-khz 4294967296", "above");
	expect_error("tsc-khz 4294967295", "tsc-khz", "no number");
	expect_error("tsc-khz 4294967295", "tsc-khz -1", "not a number");
	expect_error("la57 yes", "la57 true", "la57");
	expect_error("guest sev-es", "guest sev", "guest");
	expect_error("iommu amd", "iommu amd vtd", "more than expected");
	expect_error("0xffffffffffffffff", "0x10000000000000000",
		     "not a number");
	expect_error("cpu 0 notes", "cpu 0 note", "expected \"notes\"");
	expect_error("apic 64", "apic 4294967296", "apic");
	expect_error("apic 64", "acpi 64", "expected \"apic\"");
	expect_error("ioapic 0xfec00000", "reset-register io 0xcf9 value 0x6\nioapic 0xfec00000",
		     "a second time");
	expect_error("pci 0x1f0007004f", "pci 0x2f0007004f", "none of pci");
	expect_error("pci 0x1f0007004f", "io 0x10000", "none of io");
	expect_error("id 255", "id 4294967296", "above");
	expect_error("0x10 to 0x10", "0x10 to 0x0f", "before they start");
	expect_error("0x10 to 0x10", "0x10 to 0x100", "above");
	expect_error("ecam 0xb0000000", "ecam 0xfffffffff0000001", "above");
	expect_error("0000:00:1f.2", "0000:00:1f.8", "PCI address");
	expect_error("flags intx", "flags intx,intx", "flag");
	expect_error("flags intx", "flags intx,", "flag");
	expect_error("flags intx", "flags", "flag");
	expect_error("0x1000 to 0xffffffffffffffff", "0x1000 to 0xfff",
		     "before it starts");
	expect_error("0xfff reserved", "0xfff res", "memory");
	expect_error("6.1.0-56-amd64",
		     "6.1.0-012345678901234567890123456789012345678901234567890123456789",
		     "release");
	expect_error("6.1.0", "6\033[2J", "not printable");
	expect_error("release 6.1.0-56-amd64", "release", "release");
	expect_error("memory 0x0", "mem 0x0", "unknown fact");
}

static void text_cut_at_a_line_or_inside_is_noticed_or_whole(void)
{
	size_t facts = (size_t)(strstr(sample, "cpu 0") - sample);
	struct kdp_topology topology;
	struct kdp_error *err;
	size_t size;

	for (size = 0; size < sizeof(sample); size++) {
		err = parse(sample, size, &topology);
		/* The last byte of a fact's line is its newline. */
		if (size < facts - 2)
			TAP_CHECK(err != NULL);
		kdp_error_destroy(err);
		kdp_topology_deinit(&topology);
	}
}

static void any_changed_byte_is_survived(void)
{
	struct kdp_topology topology;
	char *text = strdup(sample);
	size_t i;

	for (i = 0; text && i < sizeof(sample) - 1; i++) {
		static const char bytes[] = { 0, ' ', '\n', (char)0xff, '9' };
		size_t b;

		for (b = 0; b < sizeof(bytes); b++) {
			text[i] = bytes[b];
			kdp_error_destroy(parse(text, sizeof(sample) - 1,
						&topology));
			kdp_topology_deinit(&topology);
		}
		text[i] = sample[i];
	}
	free(text);
}

static void json_has_every_list(void)
{
	static const char *const lists[] = { "cpus", "ioapics", "hpets",
					     "ecams", "functions", "memory" };
	static const size_t lengths[] = { 2, 2, 2, 2, 2, 4 };
	struct json_object *json, *list;
	struct kdp_topology topology;
	size_t i;

	TAP_CHECK(!parse(sample, sizeof(sample) - 1, &topology));
	json = kdp_topology_json(&topology);
	TAP_CHECK(json != NULL);
	for (i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		TAP_CHECK(json_object_object_get_ex(json, lists[i], &list));
		TAP_EQ(json_object_array_length(list), lengths[i]);
	}
	json_object_put(json);
	kdp_topology_deinit(&topology);
}

int main(void)
{
	TAP_RUN(text_round_trips);
	TAP_RUN(comments_and_spacing_do_not_matter);
	TAP_RUN(lists_may_stand_anywhere);
	TAP_RUN(every_single_fact_is_required_once);
	TAP_RUN(values_that_cannot_be_are_errors);
	TAP_RUN(text_cut_at_a_line_or_inside_is_noticed_or_whole);
	TAP_RUN(any_changed_byte_is_survived);
	TAP_RUN(json_has_every_list);
	return tap_done();
}
