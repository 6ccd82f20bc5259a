// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearse_files.c - what a guest boots and writes to; see rehearse.h.
 *
 * All of it is in one directory that nobody else can read.
 */
#include "kdump-prep/rehearse.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/capture_image.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/cpio.h"
#include "kdump-prep/file.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/fit_files.h"
#include "kdump-prep/initrd.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/programs.h"
#include "kdump-prep/spawn.h"

#define FILE_MAX   ((size_t)1 << 30)
#define DISK_BYTES ((off_t)4 << 30) /* a hole, but for what is written */
#define PRIVATE	   0600
#define LOADER	   "rehearse/loader"
#define LIBRARY_DIRS 8u

/* Paths in the first kernel's initramfs. */
#define IN_KERNEL "rehearse/kernel"
#define IN_INITRD "rehearse/initrd"

/* Everything of the first kernel's initramfs. */
struct content {
	const struct kdp_rehearse_request *request;
	struct kdp_file kernel;
	struct kdp_file initrd;
	struct kdp_cpio cpio;
};

KDP_MUST_CHECK
static struct kdp_error *make_dir(struct kdp_rehearse_files *files)
{
	const char *parent = getenv("TMPDIR");

	if (!parent || parent[0] != '/' || strlen(parent) > 200)
		parent = "/tmp";
	snprintf(files->dir, sizeof(files->dir), "%s/kdump-prep.XXXXXX",
		 parent);
	if (!mkdtemp(files->dir)) {
		int number = errno;

		files->dir[0] = 0;
		return kdp_error_os(number, "make a directory in %s", parent);
	}
	snprintf(files->first, sizeof(files->first), "%s/first", files->dir);
	snprintf(files->console, sizeof(files->console), "%s/console",
		 files->dir);
	snprintf(files->log, sizeof(files->log), "%s/log", files->dir);
	return NULL;
}

/* The rehearsed initrd with the agent behind it. */
KDP_MUST_CHECK
static struct kdp_error *add_initrd(struct content *content)
{
	KDP_AUTO_FREE uint8_t *agent = NULL;
	KDP_AUTO_FREE uint8_t *all = NULL;
	struct kdp_cpio cpio = { 0 };
	struct kdp_error *err;
	size_t size, start;

	err = kdp_file_read(content->request->agent, FILE_MAX, &agent, &size);
	if (err)
		return err;
	kdp_cpio_file(&cpio, KDP_REHEARSE_AGENT, 0755, agent, size);
	err = kdp_cpio_finish(&cpio);
	/* An archive begins at a multiple of four. */
	start = (content->initrd.size + 3) & ~(size_t)3;
	if (!err) {
		all = calloc(1, start + cpio.size);
		if (!all)
			err = &kdp_enomem;
	}
	if (!err) {
		memcpy(all, content->initrd.data, content->initrd.size);
		memcpy(all + start, cpio.data, cpio.size);
		kdp_cpio_file(&content->cpio, IN_INITRD, PRIVATE, all,
			      start + cpio.size);
	}
	kdp_cpio_deinit(&cpio);
	return err;
}

/* What is said on the console, and by the agent, is said in any case. */
KDP_MUST_CHECK
static struct kdp_error *add_load(struct content *content)
{
	const struct kdp_rehearse_request *request = content->request;
	const bool kexec = request->loader == KDP_REHEARSE_KEXEC;
	KDP_AUTO_FREE char *line = NULL;
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	int size;

	err = kdp_cmdline_insert(request->line,
				 "console=ttyS0,115200 loglevel=6 rdinit=/"
				 KDP_REHEARSE_AGENT,
				 &line);
	if (err)
		return err;
	size = asprintf(&text,
			"/" LOADER "\n%s\n--initrd=/" IN_INITRD
			"\n--command-line=%s\n/" IN_KERNEL "\n",
			kexec ? "-p" : "load", line);
	if (size < 0) {
		text = NULL;
		return &kdp_enomem;
	}
	kdp_cpio_file(&content->cpio, &KDP_REHEARSE_LOAD[1], PRIVATE, text,
		      (size_t)size);
	return NULL;
}

/* With libraries from where the dynamic linker would look here. */
KDP_MUST_CHECK
static struct kdp_error *add_loader(struct content *content)
{
	struct kdp_programs programs = { .cpio = &content->cpio };
	const char *path = "/proc/self/exe";
	const char *dir[LIBRARY_DIRS];
	KDP_AUTO_FREE char *dirs = NULL;
	char *rest, *word;

	if (content->request->loader == KDP_REHEARSE_KEXEC) {
		path = content->request->kexec;
		if (!path)
			path = kdp_kexec_find_real();
	}
	if (!path)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"kexec-tools is not installed");
	word = getenv("LD_LIBRARY_PATH");
	dirs = strdup(word ? word : "");
	if (!dirs)
		return &kdp_enomem;
	rest = dirs;
	while (programs.dir_count < LIBRARY_DIRS &&
	       (word = strtok_r(rest, ":", &rest)))
		dir[programs.dir_count++] = word;
	programs.dir = dir;
	return kdp_programs_add(&programs, path, LOADER);
}

KDP_MUST_CHECK
static struct kdp_error *fill(struct content *content)
{
	static const char *const dirs[] = {
		"dev", "lib", "proc", "rehearse", "run", "sys", "tmp", "var",
		"var/lib",
	};
	const struct kdp_rehearse_request *request = content->request;
	struct kdp_programs programs = { .cpio = &content->cpio };
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		kdp_cpio_dir(&content->cpio, dirs[i]);
	kdp_cpio_device(&content->cpio, "dev/console", 5, 1);
	err = kdp_programs_add(&programs, request->agent, "init");
	if (!err)
		err = add_loader(content);
	if (!err)
		err = add_initrd(content);
	if (!err)
		err = add_load(content);
	if (err)
		return err;
	kdp_cpio_file(&content->cpio, IN_KERNEL, PRIVATE,
		      content->kernel.data, content->kernel.size);
	kdp_cpio_file(&content->cpio, &KDP_REHEARSE_TRIGGER[1], PRIVATE,
		      request->trigger, strlen(request->trigger));
	return kdp_cpio_finish(&content->cpio);
}

/* What the crash kernel needs to boot at all, by the rule of load. */
KDP_MUST_CHECK
static struct kdp_error *find_least(const struct content *content,
				    struct kdp_rehearse_files *files)
{
	const struct kdp_topology topology = { 0 };
	struct kdp_fit fit = { 0 };
	struct kdp_error *err;

	err = kdp_fit_initrd(&content->initrd, &fit);
	if (err)
		return kdp_error_wrap(err, "%s", content->request->initrd);
	err = kdp_fit_kernel(&content->kernel, &topology, false, &fit);
	if (err)
		return kdp_error_wrap(err, "%s",
				      content->request->crash_kernel);
	files->least_fit = kdp_fit_least(&fit);
	return NULL;
}

/* A file system of each target, and where the first one leads. */
KDP_MUST_CHECK
static struct kdp_error *take_config(const struct kdp_capture_config *config,
				     const struct kdp_rehearse_request *request,
				     struct kdp_rehearse_files *files)
{
	const struct kdp_capture_target *target;
	const char *uuid = request->uuid;
	size_t i;

	for (i = 0; i < config->target_count; i++) {
		target = &config->target[i];
		if (target->kind == KDP_CAPTURE_SSH)
			return kdp_error_create(KDP_ERROR_UNSUPPORTED,
						"the dump goes to another machine, which no guest reaches");
		if (kdp_capture_target_volume(target))
			return kdp_error_create(KDP_ERROR_UNSUPPORTED,
						"the dump goes to a logical volume, which no guest has");
		if (target->kind != KDP_CAPTURE_RAW &&
		    strcmp(target->type, "ext4") != 0 &&
		    strcmp(target->type, "ext3") != 0 &&
		    strcmp(target->type, "ext2") != 0)
			return kdp_error_create(KDP_ERROR_UNSUPPORTED,
						"the dump goes to a file system of type %s, of which none can be made for a guest; expected ext2 to ext4",
						target->type);
	}
	target = &config->target[0];
	snprintf(files->wanted, sizeof(files->wanted), "%s", target->device);
	if (!uuid && strncmp(target->device, "UUID=", 5) == 0)
		uuid = target->device + 5;
	snprintf(files->uuid, sizeof(files->uuid), "%s", uuid ? uuid : "");
	files->raw[0] = target->kind == KDP_CAPTURE_RAW;
	files->disk_count = 1;
	return NULL;
}

/*
 * An initrd that is not ours goes on in the root file system that the command
 * line names: one that saves the dump by itself stands in for it.
 */
KDP_MUST_CHECK
static struct kdp_error *take_root(const struct kdp_rehearse_request *request,
				   struct kdp_rehearse_files *files)
{
	const char *root = kdp_cmdline_value(request->line, "root");
	const char *uuid = request->uuid;
	size_t size;

	if (!root)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s is not of kdump-prep mkimage, and the command line has no root= to put in place of this machine's",
					request->initrd);
	size = strcspn(root, " \t\n\"");
	if (!kdp_capture_makedumpfile())
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"makedumpfile is not installed");
	snprintf(files->wanted, sizeof(files->wanted), "%.*s", (int)size,
		 root);
	if (uuid)
		snprintf(files->uuid, sizeof(files->uuid), "%s", uuid);
	else if (strncmp(files->wanted, "UUID=", 5) == 0)
		snprintf(files->uuid, sizeof(files->uuid), "%.60s",
			 files->wanted + 5);
	files->stand_in = true;
	files->disk_count = 1;
	return NULL;
}

/* Below @dir: the agent as init, and makedumpfile. */
KDP_MUST_CHECK
static struct kdp_error *make_root(const struct kdp_rehearse_request *request,
				   const char *dir)
{
	static const char *const dirs[] = {
		"bin", "dev", "lib", "proc", "root", "run", "sbin", "sys",
		"tmp",
	};
	struct kdp_cpio cpio = { 0 };
	struct kdp_programs programs = { .cpio = &cpio };
	struct kdp_error *err;
	size_t i;

	if (mkdir(dir, 0755))
		return kdp_error_os(errno, "mkdir %s", dir);
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		kdp_cpio_dir(&cpio, dirs[i]);
	kdp_cpio_file(&cpio, &KDP_REHEARSE_ROOT[1], PRIVATE, request->filter,
		      strlen(request->filter));
	err = kdp_programs_add(&programs, request->agent, "sbin/init");
	if (!err)
		err = kdp_programs_add(&programs, kdp_capture_makedumpfile(),
				       "bin/makedumpfile");
	if (!err)
		err = kdp_cpio_extract(&cpio, dir);
	kdp_cpio_deinit(&cpio);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *read_config(const struct content *content,
				     struct kdp_rehearse_files *files)
{
	KDP_AUTO_FREE struct kdp_capture_config *config = NULL;
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_initrd_find(content->initrd.data, content->initrd.size,
			      &KDP_CAPTURE_CONFIG[1], &text, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return take_root(content->request, files);
	if (!err) {
		config = calloc(1, sizeof(*config));
		err = config ? kdp_capture_config_parse(text, size, config)
			     : &kdp_enomem;
	}
	if (!err)
		err = take_config(config, content->request, files);
	return kdp_error_wrap(err, "%s", content->request->initrd);
}

struct kdp_error *
kdp_rehearse_files_make(const struct kdp_rehearse_request *request,
			struct kdp_rehearse_files *ret)
{
	struct content content = { .request = request };
	struct kdp_error *err;

	*ret = (struct kdp_rehearse_files){ 0 };
	err = kdp_file_open(request->crash_kernel, FILE_MAX, &content.kernel);
	if (!err)
		err = kdp_file_open(request->initrd, FILE_MAX,
				    &content.initrd);
	if (!err)
		err = read_config(&content, ret);
	if (!err)
		err = find_least(&content, ret);
	if (!err)
		err = make_dir(ret);
	if (!err && ret->stand_in) {
		snprintf(ret->root, sizeof(ret->root), "%s/root", ret->dir);
		err = make_root(request, ret->root);
	}
	if (!err)
		err = fill(&content);
	if (!err)
		err = kdp_file_write(ret->first, PRIVATE, content.cpio.data,
				     content.cpio.size);
	kdp_cpio_deinit(&content.cpio);
	kdp_file_close(&content.initrd);
	kdp_file_close(&content.kernel);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *make_disk(const struct kdp_rehearse_files *files,
				   size_t number)
{
	const char *path = files->disk[number];
	const char *uuid = files->uuid[0] ? files->uuid : "random";
	const char *argv[20] = {
		"mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal",
		"-E", "lazy_itable_init=1,nodiscard,root_owner=0:0",
		"-U", uuid, path,
	};
	size_t count = 12;
	KDP_AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC |
					   O_CLOEXEC, PRIVATE);

	if (fd < 0 || ftruncate(fd, DISK_BYTES))
		return kdp_error_os(errno, "%s", path);
	if (files->stand_in) {
		argv[count++] = "-d";
		argv[count++] = files->root;
	}
	if (files->stand_in && strncmp(files->wanted, "LABEL=", 6) == 0) {
		argv[count++] = "-L";
		argv[count++] = files->wanted + 6;
	}
	return files->raw[number] ? NULL : kdp_spawn(argv);
}

struct kdp_error *kdp_rehearse_files_disks(struct kdp_rehearse_files *files)
{
	struct kdp_error *err = NULL;
	size_t i;

	for (i = 0; !err && i < files->disk_count; i++) {
		if (!files->disk[i] &&
		    asprintf(&files->disk[i], "%s/disk%zu", files->dir, i) < 0) {
			files->disk[i] = NULL;
			return &kdp_enomem;
		}
		err = make_disk(files, i);
	}
	return err;
}

static void verify_file(const char *path, struct kdp_rehearse_dump *ret)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct kdp_verify found;
	struct kdp_error *err;

	if (fd < 0 || ret->found)
		return;
	err = kdp_verify(fd, &found);
	if (err) {
		snprintf(ret->why, sizeof(ret->why), "%s", err->message);
		kdp_error_destroy(err);
		return;
	}
	ret->verify = found;
	ret->found = true;
}

/* For nftw(), which has no context. */
static struct kdp_rehearse_dump *found_dump;

/* Names of the dumps that are known: ours, kdump-tools' and kdump-utils'. */
static int look_at_file(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	const char *name = path + ftw->base;

	(void)st;
	if (type == FTW_F &&
	    (strncmp(name, "dump", 4) == 0 || strncmp(name, "vmcore", 6) == 0))
		verify_file(path, found_dump);
	return 0;
}

struct kdp_error *
kdp_rehearse_files_dump(const struct kdp_rehearse_files *files,
			struct kdp_rehearse_dump *ret)
{
	char out[320], command[360];
	const char *argv[] = { "debugfs", "-R", command, NULL, NULL };
	struct kdp_error *err = NULL;
	size_t i;

	*ret = (struct kdp_rehearse_dump){ 0 };
	for (i = 0; !err && i < files->disk_count && !ret->found; i++) {
		if (files->raw[i]) {
			verify_file(files->disk[i], ret);
			continue;
		}
		snprintf(out, sizeof(out), "%s/found%zu", files->dir, i);
		snprintf(command, sizeof(command), "rdump / %s", out);
		argv[3] = files->disk[i];
		if (mkdir(out, 0700) && errno != EEXIST)
			return kdp_error_os(errno, "%s", out);
		err = kdp_spawn_quiet(argv);
		if (err)
			break;
		found_dump = ret;
		nftw(out, look_at_file, 16, FTW_PHYS);
		kdp_rehearse_remove(out);
	}
	return err;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void kdp_rehearse_remove(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void kdp_rehearse_files_deinit(struct kdp_rehearse_files *files)
{
	size_t i;

	if (files->dir[0])
		kdp_rehearse_remove(files->dir);
	for (i = 0; i < KDP_REHEARSE_DISKS; i++)
		free(files->disk[i]);
	*files = (struct kdp_rehearse_files){ 0 };
}
